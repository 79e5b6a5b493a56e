"""People's answers since the last training, learnt by every process within a request.

The database holds the answers; each process replays them, oldest first, on its own copy of
the champion. One that was taken back is unlearnt without a trace. So two processes that see
the same answers give the same predictions, bit for bit.
"""

import contextlib
import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q, QuerySet

from core.choices import DecisionSource, DocumentStatus, ExtractionState, Outcome
from core.models import Decision, TrainedModel
from core.services.texts.text import text_of
from unidoc.ml import Classifier, UnsupportedByRecipeError

# More answers than this wait for the next training: each costs time at every prediction.
MOST = 1000
READ_AT_ONCE = 20
# Tells an answer's id from the document ids that the model was trained with.
HANDLE_PREFIX = "answer-"


# The newest decision, how many there are of documents outside of the trash, how many of those
# wait for their text, and when one last went into the trash: a document that is read, thrown
# away, restored or deleted changes one of the latter.
Seen = tuple[int, int, int, datetime.datetime | None]


@dataclass(slots=True)
class Replay:
    """What a process has learnt on top of one model, in this order, and what it had seen then."""

    seen: Seen = (0, 0, 0, None)
    learnt: list[str] = field(default_factory=list)


def catch_up(classifier: Classifier, model: TrainedModel, replay: Replay) -> None:
    """Bring ``classifier`` up to date with the answers since ``model`` was trained."""
    now = _now(model)
    if now == replay.seen:
        return
    # A forest cannot learn between trainings; its answers wait for the next one.
    with contextlib.suppress(UnsupportedByRecipeError):
        _apply(classifier, _answers(model), replay)
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


def _apply(classifier: Classifier, answers: Sequence[int], replay: Replay) -> None:
    """Learn just ``answers``, in their order: each builds on those before it.

    One that can be learnt only now, for its text was read late, has those after it learnt anew.
    """
    wanted = [_handle(pk) for pk in answers]
    kept = _begins(replay.learnt, wanted)
    for handle in reversed([one for one in replay.learnt if one not in kept]):
        classifier.unlearn(handle)
        replay.learnt.remove(handle)
    fresh = Decision.objects.filter(pk__in=answers[len(kept) :]).order_by("pk")
    texts = fresh.select_related("project", "version__extraction")
    for decision in texts.iterator(chunk_size=READ_AT_ONCE):
        if decision.project is not None:
            text, handle = text_of(decision.version).whole, _handle(decision.pk)
            classifier.learn(text, decision.project.key, handle=handle)
            replay.learnt.append(handle)


def _begins(learnt: Sequence[str], wanted: Sequence[str]) -> set[str]:
    """With which of ``wanted`` the list ``learnt`` begins, without those that have gone."""
    there = set(wanted)
    pairs = zip((one for one in learnt if one in there), wanted, strict=False)
    return {one for one, _ in itertools.takewhile(lambda two: two[0] == two[1], pairs)}


def _handle(decision: int) -> str:
    return f"{HANDLE_PREFIX}{decision}"


def _answers(model: TrainedModel) -> list[int]:
    """The ids of the answers to learn, oldest first."""
    newest_first = Decision.objects.filter(
        pk__in=_since(model)
        .order_by("document_id", "-pk")
        .distinct("document_id")
        .values("pk"),
        source=DecisionSource.PERSON,
        outcome=Outcome.FILED,
        version__extraction__state=ExtractionState.DONE,
        document__trashed_at=None,
        document__is_held_out=False,
    ).order_by("-pk")
    return list(reversed(newest_first.values_list("pk", flat=True)[:MOST]))


def _since(model: TrainedModel) -> QuerySet[Decision]:
    """People's decisions after the model's snapshot, and what undid any."""
    return Decision.objects.filter(
        Q(source=DecisionSource.PERSON) | Q(undoes__isnull=False),
        created_at__gt=model.snapshot.as_of,
    )
