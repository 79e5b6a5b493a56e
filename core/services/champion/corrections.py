"""People's answers since the last training, learnt by every process within a request.

The database holds the answers; each process replays them, oldest first, on its own copy of
the champion. One that was taken back is unlearnt without a trace. So two processes that see
the same answers give the same predictions, bit for bit.
"""

import contextlib
import datetime
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q, QuerySet

from core.choices import DecisionSource, DocumentStatus, ExtractionState, Outcome
from core.models import Decision, TrainedModel
from core.services.texts.text import text_of
from unidoc.ml import Classifier, UnsupportedByRecipeError

# More answers than this wait for the next training: each costs time at every prediction.
MOST = 1000
# Tells an answer's id from the document ids that the model was trained with.
HANDLE_PREFIX = "answer-"


# The newest decision, how many there are of documents outside of the trash, how many of those
# wait for their text, and when one last went into the trash: a document that is read, thrown
# away, restored or deleted changes one of the latter.
Seen = tuple[int, int, int, datetime.datetime | None]


@dataclass(slots=True)
class Replay:
    """What a process has learnt on top of one model; ``seen`` is what it has learnt from."""

    seen: Seen = (0, 0, 0, None)
    learnt: set[str] = field(default_factory=set)


def catch_up(classifier: Classifier, model: TrainedModel, replay: Replay) -> None:
    """Bring ``classifier`` up to date with the answers since ``model`` was trained."""
    now = _now(model)
    if now == replay.seen:
        return
    wanted = _answers(model)
    # A forest cannot learn between trainings; its answers wait for the next one.
    with contextlib.suppress(UnsupportedByRecipeError):
        _apply(classifier, wanted, replay)
    replay.seen = now


def _now(model: TrainedModel) -> Seen:
    kept = Q(document__trashed_at=None)
    unread = Q(document__status__in=[DocumentStatus.PROCESSING, DocumentStatus.FAILED])
    found = _since(model).aggregate(
        newest=Max("pk"),
        kept=Count("pk", filter=kept),
        unread=Count("pk", filter=kept & unread),
        trashed=Max("document__trashed_at"),
    )
    return found["newest"] or 0, found["kept"], found["unread"], found["trashed"]


def _apply(classifier: Classifier, wanted: dict[str, Decision], replay: Replay) -> None:
    for handle in replay.learnt - set(wanted):
        classifier.unlearn(handle)
    for handle, decision in wanted.items():
        if handle not in replay.learnt and decision.project is not None:
            text = text_of(decision.version).whole
            classifier.learn(text, decision.project.key, handle=handle)
    replay.learnt = set(wanted)


def _answers(model: TrainedModel) -> dict[str, Decision]:
    """The answers to learn by their handles, oldest first."""
    newest_first = (
        Decision.objects.filter(
            pk__in=_since(model)
            .order_by("document_id", "-pk")
            .distinct("document_id")
            .values("pk"),
            source=DecisionSource.PERSON,
            outcome=Outcome.FILED,
            version__extraction__state=ExtractionState.DONE,
            document__trashed_at=None,
            document__is_held_out=False,
        )
        .select_related("project", "version__extraction")
        .order_by("-pk")[:MOST]
    )
    return {
        f"{HANDLE_PREFIX}{decision.pk}": decision for decision in reversed(newest_first)
    }


def _since(model: TrainedModel) -> QuerySet[Decision]:
    """People's decisions after the model's snapshot, and what undid any."""
    return Decision.objects.filter(
        Q(source=DecisionSource.PERSON) | Q(undoes__isnull=False),
        created_at__gt=model.snapshot.as_of,
    )
