"""A large archive at work: a model serves, a challenger follows, people answer, things wait."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.models import Decision, Document, Task, TrainedModel, User

MODELS = 30
ANSWERED, WAITING, TRASHED = 5_000, 1_000, 500
IN_BATCH, NOTIFIED, JOBS = 1_000, 300, 500
WEEKS = 26
AUDITED = 0.03
ACCURACY = 0.95


@dataclass(frozen=True, slots=True)
class Busy:
    """An administrator, a member of few projects, and a row of each kind of a page."""

    user: User
    reader: User
    document: int
    project: int
    member: int
    person: int
    task: int
    batch: int
    model: int
    training: int
    notification: int
    versions: int
    kept_filter: int


def fill(chance: random.Random) -> Busy:
    """Train on the archive and let half a year of work pass; the newest documents wait."""
    from django.db import connection  # the settings are known only now

    from core.models import Document, User

    user = User.objects.create(username="boss", is_staff=True, email="boss@example.org")
    champion = _models(user)
    newest = list(Document.objects.filter(project__isnull=False).order_by("-pk"))
    waiting, answered = newest[:WAITING], newest[WAITING : WAITING + ANSWERED]
    _wait(waiting, champion, chance)
    _answer(answered, champion, chance)
    _look(champion, waiting)
    trashed = newest[-TRASHED:]
    Document.objects.filter(pk__in=[one.pk for one in trashed]).update(
        trashed_at=champion.created_at
    )
    things = _things(user, champion, answered)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself in time
    return things


def _models(user: User) -> TrainedModel:
    """The champion and models of the same figures before it, one of them the challenger."""
    from core.choices import ModelState
    from core.models import TrainedModel
    from tests.teaching import champion

    model = champion(user)
    others = []
    for number in range(MODELS - 1):
        one = TrainedModel.objects.get(pk=model.pk)
        one.pk, one.digest = None, f"{number:064x}"
        one.state = ModelState.RETIRED if number else ModelState.CHALLENGER
        one.gate = _gate(model)
        others.append(one)
    TrainedModel.objects.bulk_create(others)
    return model


def _gate(model: TrainedModel) -> dict[str, Any]:
    worse = {one["project"]: 0.02 for one in model.report["projects"][:3]}
    return {
        "champion": model.pk,
        "passed": True,
        "documents": model.report["documents"],
        "checks": [
            {
                "name": "projects",
                "passed": True,
                "value": 0.02,
                "limit": 0.05,
                "details": {"judged": 19, "worse": worse},
            }
        ],
    }


def _verdict(
    document: Document, model: TrainedModel, probability: float = 0.9
) -> Decision:
    """What a machine says of a document: the project where it is, but not surely."""
    from core.choices import DecisionSource, Outcome
    from core.models import Decision

    said = {"project": document.project_id, "probability": probability, "score": 1.0}
    return Decision(
        document=document,
        version_id=document.current_version_id or 0,
        source=DecisionSource.MACHINE,
        outcome=Outcome.SUGGESTED,
        model=model,
        probability=probability,
        score=1.0,
        threshold=1.2,
        candidates=[said],
        evidence={"wanted": Outcome.FILED},
    )


def _wait(
    documents: list[Document], model: TrainedModel, chance: random.Random
) -> None:
    """Documents that the machine is not sure of: in the inbox, some in the audit sample."""
    from core.choices import DocumentStatus
    from core.models import Decision, Document

    verdicts = Decision.objects.bulk_create(
        _verdict(one, model, chance.uniform(0.3, 0.95)) for one in documents
    )
    for document, verdict in zip(documents, verdicts, strict=True):
        document.project_id, document.status = None, DocumentStatus.INBOX
        document.standing_decision = verdict
    Document.objects.bulk_update(
        documents, ["project", "status", "standing_decision"], batch_size=500
    )


def _answer(
    documents: list[Document], model: TrainedModel, chance: random.Random
) -> None:
    """People's answers to what the machine said, over half a year; the challenger's beside."""
    from core.choices import DecisionSource, Outcome
    from core.models import Decision, ShadowVerdict, TrainedModel

    verdicts = [_verdict(one, model) for one in documents]
    for verdict, age in zip(verdicts, _ages(len(documents)), strict=True):
        verdict.created_at = model.created_at - age
        if chance.random() < AUDITED:
            verdict.evidence["audit"] = {"project": 1, "budget": 0.05}
        if chance.random() > ACCURACY:
            verdict.candidates[0]["project"] = 0
    Decision.objects.bulk_create(verdicts)
    Decision.objects.bulk_create(
        Decision(
            document=one,
            version_id=one.current_version_id or 0,
            source=DecisionSource.PERSON,
            outcome=Outcome.FILED,
            project_id=one.project_id,
            actor_id=one.owner_id,
            evidence={"answers": verdict.pk},
            created_at=verdict.created_at,
        )
        for one, verdict in zip(documents, verdicts, strict=True)
    )
    challenger = TrainedModel.objects.get(state="challenger")
    ShadowVerdict.objects.bulk_create(
        ShadowVerdict(
            model=challenger,
            decision=verdict,
            outcome=Outcome.FILED,
            project_id=one.project_id,
            probability=0.9,
        )
        for one, verdict in zip(documents, verdicts, strict=True)
    )


def _ages(number: int) -> Iterator[timedelta]:
    return (timedelta(weeks=WEEKS) * at / number for at in range(number))


def _look(model: TrainedModel, recent: list[Document]) -> None:
    from core.models import DriftLook

    signals = [
        {"name": name, "p_value": 0.001, "limit": 0.002, "before": None, "now": None}
        for name in ("strangers", "words", "language", "projects", "length")
    ]
    DriftLook.objects.bulk_create(
        DriftLook(
            model=model,
            documents=300,
            alarm=True,
            signals=[{**one, "alarming": True} for one in signals],
            words=["договор", "поставка", "lease", "office"],
            drivers=[one.pk for one in recent[:20]],
            newest=number,
        )
        for number in range(WEEKS)
    )


def _things(user: User, model: TrainedModel, documents: list[Document]) -> Busy:
    """What one person finds on the other pages."""
    from core.choices import BatchKind, BatchState, JobKind, JobState
    from core.models import Batch, BatchItem, Job, Membership, SavedFilter, Task

    document = documents[0]
    task = Task.objects.order_by("-pk")[0]
    batch = Batch.objects.create(
        kind=BatchKind.MOVE,
        state=BatchState.PREVIEWED,
        params={"project": document.project_id},
        created_by=user,
    )
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            document=one,
            foreseen="change",
            before={"project": one.project_id},
            after={"project": document.project_id},
        )
        for one in documents[:IN_BATCH]
    )
    jobs = Job.objects.bulk_create(
        Job(kind=JobKind.TRAIN, state=JobState.DONE, created_by=user)
        for _ in range(JOBS)
    )
    return Busy(
        user=user,
        reader=_reader(document.project_id or 0),
        document=document.pk,
        project=document.project_id or 0,
        person=user.pk,
        member=Membership.objects.filter(project=document.project_id)[0].pk,
        task=task.pk,
        batch=batch.pk,
        model=model.pk,
        training=jobs[-1].pk,
        notification=_told(user, task),
        versions=_with_versions(),
        kept_filter=SavedFilter.objects.create(user=user, name="Mine").pk,
    )


def _reader(project: int) -> User:
    """A reviewer who is a member of the project and of two more."""
    from core.choices import Role
    from core.models import Membership, Project, User

    user = User.objects.create(username="member-of-three", is_reviewer=True)
    others = Project.objects.exclude(pk=project)[:2]
    for pk in [project, *(one.pk for one in others)]:
        Membership.objects.create(user=user, project_id=pk, role=Role.EDITOR)
    return user


def _told(user: User, task: Task) -> int:
    """Notifications, half of them read; returns the newest."""
    from core.choices import NotificationKind
    from core.models import Notification

    numbers = count()
    made = Notification.objects.bulk_create(
        Notification(
            user=user,
            kind=NotificationKind.ASSIGNED,
            key=f"told-{next(numbers)}",
            task=task,
            read_at=task.created_at if number % 2 else None,
        )
        for number in range(NOTIFIED)
    )
    return int(made[-1].pk)


def _with_versions() -> int:
    """A document of the sample archive with two versions or more."""
    from core.models import Version

    kept = Version.objects.filter(number=2, document__trashed_at=None)
    found = kept.values_list("document", flat=True)
    return int(found[0])
