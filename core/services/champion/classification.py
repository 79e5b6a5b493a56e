"""Asking the champion where a text belongs."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet

from core import metrics
from core.choices import DecisionSource, DocumentStatus, Outcome
from core.models import Decision, Document, Project, TrainedModel, Version
from core.selectors.training_set import HUMAN
from core.services import decisions
from core.services.champion import serving, shadow
from core.services.champion.reasons import evidence_of
from core.services.texts.text import EngineText, text_of
from unidoc.ml import Prediction


@dataclass(frozen=True, slots=True)
class Guess:
    """A project that a text may belong to."""

    project: Project
    probability: float
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the champion says of a text; ``project`` is its best guess, filed or not."""

    model: TrainedModel
    outcome: Outcome
    project: Project | None
    probability: float
    score: float
    threshold: float | None
    candidates: list[Guess]
    reasons: Mapping[str, object] = field(default_factory=dict)


def ask(text: EngineText) -> Answer:
    """Ask the champion. Raises :class:`serving.NoModelYet`."""
    begun = time.perf_counter()
    answer = _ask(text)
    metrics.CLASSIFICATION_DURATION.observe(time.perf_counter() - begun)
    metrics.CLASSIFICATIONS.labels(outcome=answer.outcome.value).inc()
    return answer


def _ask(text: EngineText) -> Answer:
    with serving.champion() as served:
        projects = open_projects(served)
        [answer] = answers(served, [text], projects)
        return replace(answer, reasons=evidence_of(served, text, projects))


def open_projects(served: serving.Served) -> dict[str, Project]:
    """The projects that a model can file into, by key: those in the archive are left out."""
    keys = served.classifier.labels
    found = Project.objects.filter(key__in=keys, is_archived=False)
    return {project.key: project for project in found}


def answers(
    served: serving.Served,
    texts: Sequence[EngineText],
    projects: Mapping[str, Project],
    budget: float | None = None,
) -> list[Answer]:
    """What a model says of texts, without its reasons, which cost more than the answers.

    ``budget``: one error budget for all ``projects``, in place of each one's own.
    """
    budgets = {key: budget or float(one.error_budget) for key, one in projects.items()}
    predictions = served.classifier.predict([one.whole for one in texts], budgets)
    return [_answer(served.row, one, projects) for one in predictions]


def ask_for(text: EngineText, shown: QuerySet[Project]) -> Answer:
    """Ask the champion on behalf of someone who may see only the projects ``shown``.

    If the best guess is hidden from them, the answer is *unknown*: it names neither the
    project nor that there is one.
    """
    answer = ask(text)
    guessed = [one.project.pk for one in answer.candidates]
    visible = set(shown.filter(pk__in=guessed).values_list("pk", flat=True))
    candidates = [one for one in answer.candidates if one.project.pk in visible]
    if answer.project is None or answer.project.pk in visible:
        return replace(answer, candidates=candidates)
    return replace(
        answer,
        outcome=Outcome.UNKNOWN,
        project=None,
        probability=candidates[0].probability if candidates else 0.0,
        score=0.0,
        threshold=None,
        candidates=candidates,
        reasons={},
    )


def classify_version(version: Version) -> Decision | None:
    """Record what the champion says of a version, unless it has said just that before.

    None without a champion.
    """
    text = text_of(version)
    try:
        answer = ask(text)
    except serving.NoModelYet:
        return None
    said = (
        version.decisions.filter(source=DecisionSource.MACHINE, model=answer.model)
        .order_by("-pk")
        .first()
    )
    verdict = verdict_of(answer)
    if said is not None and _says_the_same(said, answer):
        # Unless a pause or its project's mode held it back, and that is over.
        now, _project = decisions.foresee(version.document, verdict)
        if now == said.outcome:
            return said
    decision = decisions.record_verdict(
        document=version.document, version=version, verdict=verdict
    )
    shadow.observe(decision, text)
    return decision


def classify_waiting() -> int:
    """Ask the champion about every document that waits for a place; returns how many.

    What a person has answered is left alone, if only a moment ago.
    """
    waiting = _waiting()
    # One text at a time: very many may wait.
    found = (
        waiting.filter(pk=pk).first()
        for pk in list(waiting.values_list("pk", flat=True))
    )
    return sum(one is not None and classify_version(one) is not None for one in found)


def _waiting() -> QuerySet[Version]:
    documents = Document.objects.filter(status=DocumentStatus.INBOX, trashed_at=None)
    return (
        Version.objects.filter(pk__in=documents.values("current_version"))
        .exclude(document__standing_decision__source__in=HUMAN)
        .select_related("document__owner", "extraction")
    )


def _says_the_same(said: Decision, answer: Answer) -> bool:
    before = [one["project"] for one in said.candidates[:1]]
    now = [one.project.pk for one in answer.candidates[:1]]
    wanted = said.evidence.get("wanted", said.outcome)
    return wanted == answer.outcome and before == now


def verdict_of(answer: Answer) -> decisions.MachineVerdict:
    """The answer as what the log of decisions keeps."""
    return decisions.MachineVerdict(
        model=answer.model,
        outcome=answer.outcome,
        project=answer.project,
        probability=answer.probability,
        score=answer.score,
        threshold=answer.threshold,
        candidates=[
            {
                "project": one.project.pk,
                "probability": round(one.probability, 6),
                "score": one.score,
            }
            for one in answer.candidates
        ],
        evidence={"wanted": str(answer.outcome), "reasons": answer.reasons},
    )


def _answer(
    model: TrainedModel,
    prediction: Prediction,
    projects: Mapping[str, Project],
) -> Answer:
    project = projects.get(prediction.label or "")
    # Without one, the model means a project that is archived: nothing to file into.
    outcome = Outcome(prediction.outcome) if project else Outcome.UNKNOWN
    return Answer(
        model=model,
        outcome=outcome,
        project=project,
        probability=prediction.probability,
        score=prediction.score,
        threshold=prediction.threshold,
        candidates=[
            Guess(projects[one.label], one.probability, one.score)
            for one in prediction.candidates
            if one.label in projects
        ],
    )
