"""Half a year at work, made up for the pictures: a challenger, an audit sample, drift."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from core.choices import (
    DecisionSource,
    JobKind,
    JobState,
    ModelState,
    Outcome,
    Role,
)
from core.models import (
    Decision,
    Document,
    DriftLook,
    Job,
    Membership,
    ShadowVerdict,
    TrainedModel,
    User,
)
from core.selectors.training_set import HUMAN
from core.services import tasks
from core.services.people import notifications
from unidoc.ml.drift import FEWEST

WEEKS = 12
A_WEEK = 9


def at_work(user: User, model: TrainedModel) -> None:
    """Give a champion a past."""
    chance = random.Random(27)
    filed = list(
        Document.objects.filter(standing_decision__source__in=HUMAN)
        .exclude(project=None)
        .order_by("pk")[:200]
    )
    challenger = _challenger(model)
    for week in range(WEEKS, 0, -1):
        for document in chance.sample(filed, A_WEEK):
            said = _said(document, model, week, chance)
            _shadow(challenger, said, chance)
    for state, reason in (
        (JobState.DONE, ""),
        (JobState.FAILED, "MLflow отвечает слишком долго."),
    ):
        Job.objects.create(
            kind=JobKind.TRAIN,
            created_by=user,
            state=state,
            attempts=1,
            failure_code="mlflow-away" if reason else "",
            failure_reason=reason,
            finished_at=timezone.now() - datetime.timedelta(days=2),
            created_at=timezone.now() - datetime.timedelta(days=2),
        )
    look = _look(model, filed[:6], alarm=True)
    notifications.drifted(look)
    project = filed[0].project
    assert project is not None
    Membership.objects.create(project=project, user=user, role=Role.MANAGER)
    mine = tasks.create_task(
        actor=filed[0].owner,
        project=project,
        values={"title": "Сверить акты за октябрь", "assignee": user},
    )
    tasks.add_comment(
        actor=filed[0].owner, on=mine, body="Посмотрите, @kovaleva, пожалуйста"
    )


@contextmanager
def paused(model: TrainedModel) -> Iterator[None]:
    found = TrainedModel.objects.filter(pk=model.pk)
    found.update(
        filing_paused_at=timezone.now(),
        filing_paused_because={"audited": 108, "wrong": 19},
    )
    yield
    found.update(filing_paused_at=None, filing_paused_because={})


def _challenger(model: TrainedModel) -> TrainedModel:
    found = TrainedModel.objects.get(pk=model.pk)
    found.pk, found.digest, found.state = None, "0" * 64, ModelState.CHALLENGER
    found.metrics = {
        **model.metrics,
        "accuracy": model.metrics["accuracy"] + 0.011,
        "macro_f1": model.metrics["macro_f1"] + 0.014,
    }
    found.training_seconds = model.training_seconds * 1.2
    found.size = int(model.size * 1.04)
    found.created_at = timezone.now()
    found.gate = {
        "champion": model.pk,
        "passed": True,
        "documents": 212,
        "checks": _checks(model),
    }
    found.save()
    return found


def _checks(model: TrainedModel) -> list[dict[str, object]]:
    right = model.metrics["accuracy"]
    exchanged = {"gained": 9, "lost": 2, "champion": right, "challenger": right + 0.011}
    values = {
        "overall": (0.03, 0.05, exchanged),
        "projects": (0.01, 0.05, {"judged": 12, "worse": {}}),
        "calibration": (0.031, 0.05, {}),
        "promise": (0.022, 0.05, {}),
        "training_seconds": (3.1, 3600.0, {}),
        "peak_memory_mb": (310.0, 4096.0, {}),
        "model_mb": (4.2, 1000.0, {}),
        "milliseconds_per_document": (2.4, 100.0, {}),
    }
    return [
        {
            "name": name,
            "passed": True,
            "value": value,
            "limit": limit,
            "details": details,
        }
        for name, (value, limit, details) in values.items()
    ]


def _said(
    document: Document, model: TrainedModel, week: int, chance: random.Random
) -> Decision:
    """A machine's word on a document of the audit sample, and a person's answer."""
    at = timezone.now() - datetime.timedelta(days=7 * week - chance.randrange(5))
    probability = chance.uniform(0.9, 0.99)
    candidate = {
        "project": document.project_id,
        "probability": probability,
        "score": 2.0,
    }
    common = {
        "document": document,
        "version": document.current_version,
        "created_at": at,
    }
    said = Decision.objects.create(
        **common,
        source=DecisionSource.MACHINE,
        outcome=Outcome.SUGGESTED,
        model=model,
        probability=probability,
        candidates=[candidate],
        evidence={"audit": {"project": document.project_id, "budget": 0.05}},
    )
    wrong = chance.random() < 0.04
    Decision.objects.create(
        **common,
        source=DecisionSource.PERSON,
        outcome=Outcome.REJECTED if wrong else Outcome.FILED,
        project=None if wrong else document.project,
        actor=document.owner,
        evidence={"answers": said.pk},
    )
    return said


def _shadow(model: TrainedModel, said: Decision, chance: random.Random) -> None:
    guess = said.document.project if chance.random() < 0.94 else None
    ShadowVerdict.objects.create(
        model=model,
        decision=said,
        outcome=Outcome.SUGGESTED,
        project=guess,
        probability=chance.uniform(0.6, 0.99),
    )


def _look(model: TrainedModel, drivers: list[Document], *, alarm: bool) -> DriftLook:
    names = ["strangers", "words", "language", "projects", "length"]
    p_values = [0.00002, 0.0008, 0.4, 0.11, 0.06]
    signals = [
        {"name": name, "p_value": p, "limit": 0.0014, "alarming": p < 0.0014}
        | {"before": None, "now": None}
        for name, p in zip(names, p_values, strict=True)
    ]
    signals[-1] |= {"before": 2140.0, "now": 2480.0}
    for days in (14, 7):
        DriftLook.objects.create(
            model=model,
            documents=FEWEST + days,
            alarm=False,
            newest=1,
            created_at=timezone.now() - datetime.timedelta(days=days + 3),
        )
    return DriftLook.objects.create(
        model=model,
        documents=187,
        alarm=alarm,
        signals=signals,
        words=["гальваника", "оцинковка", "электролит", "ванна", "покрытие"],
        drivers=[document.pk for document in drivers],
        newest=1,
    )
