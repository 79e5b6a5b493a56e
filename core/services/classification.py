"""Asking the champion where a text belongs."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from core.choices import DecisionSource, DocumentStatus, Outcome
from core.models import Decision, Document, Project, TrainedModel, User, Version
from core.selectors.training_set import HUMAN
from core.services import decisions, serving
from core.services.text import text_of
from unidoc.ml import Prediction


@dataclass(frozen=True, slots=True)
class Answer:
    """What the champion says of a text; ``project`` is its best guess, filed or not."""

    model: TrainedModel
    outcome: Outcome
    project: Project | None
    probability: float
    score: float
    threshold: float | None
    candidates: list[tuple[Project, float, float]]


def ask(text: str) -> Answer:
    """Ask the champion. Raises :class:`serving.NoModelYet`."""
    served = serving.champion()
    projects = _open_projects(served.classifier.classes_)
    budgets = {key: float(project.error_budget) for key, project in projects.items()}
    [prediction] = served.classifier.predict([text], budgets=budgets)
    return _answer(served.row, prediction, projects)


def ask_for(user: User, text: str, shown: QuerySet[Project]) -> Answer:
    """Ask the champion on behalf of someone who may see only the projects ``shown``.

    If the best guess is hidden from them, the answer is *unknown*: it names neither the
    project nor that there is one.
    """
    answer = ask(text)
    visible = set(
        shown.filter(pk__in=[p.pk for p, _, _ in answer.candidates]).values_list(
            "pk", flat=True
        )
    )
    candidates = [one for one in answer.candidates if one[0].pk in visible]
    if answer.project is None or answer.project.pk in visible:
        return Answer(
            model=answer.model,
            outcome=answer.outcome,
            project=answer.project,
            probability=answer.probability,
            score=answer.score,
            threshold=answer.threshold,
            candidates=candidates,
        )
    best = candidates[0] if candidates else None
    return Answer(
        model=answer.model,
        outcome=Outcome.UNKNOWN,
        project=None,
        probability=best[1] if best else 0.0,
        score=best[2] if best else 0.0,
        threshold=answer.threshold,
        candidates=candidates,
    )


def classify_version(version: Version) -> Decision | None:
    """Record what the champion says of a version; once for each model, none without one."""
    try:
        served = serving.champion()
    except serving.NoModelYet:
        return None
    earlier = version.decisions.filter(source=DecisionSource.MACHINE, model=served.row)
    if decision := earlier.first():
        return decision
    answer = ask(text_of(version))
    return decisions.record_verdict(
        document=version.document, version=version, verdict=_verdict(answer)
    )


def classify_waiting() -> int:
    """Ask the champion about every document that waits for a place; returns how many.

    What a person has answered is left alone, and what this model was asked before too.
    """
    waiting = (
        Version.objects.filter(
            pk__in=Document.objects.filter(
                status=DocumentStatus.INBOX, trashed_at=None
            ).values("current_version")
        )
        .exclude(document__standing_decision__source__in=HUMAN)
        .select_related("document", "extraction")
    )
    return sum(classify_version(version) is not None for version in waiting.iterator())


def _verdict(answer: Answer) -> decisions.MachineVerdict:
    return decisions.MachineVerdict(
        model=answer.model,
        outcome=answer.outcome,
        project=answer.project,
        probability=answer.probability,
        score=answer.score,
        threshold=answer.threshold,
        candidates=[
            {
                "project": project.pk,
                "probability": round(probability, 6),
                "score": score,
            }
            for project, probability, score in answer.candidates
        ],
    )


def _answer(
    model: TrainedModel, prediction: Prediction, projects: Mapping[str, Project]
) -> Answer:
    project = projects.get(prediction.label or "")
    outcome = Outcome(prediction.outcome)
    if project is None:
        # The model knows a project that is archived or gone: nothing to file into.
        outcome = Outcome.UNKNOWN
    return Answer(
        model=model,
        outcome=outcome,
        project=project,
        probability=prediction.probability,
        score=prediction.score,
        threshold=prediction.threshold,
        candidates=[
            (projects[one.label], one.probability, one.score)
            for one in prediction.candidates
            if one.label in projects
        ],
    )


def _open_projects(keys: list[str]) -> dict[str, Project]:
    found = Project.objects.filter(key__in=keys, is_archived=False)
    return {project.key: project for project in found}
