"""Batches: one act on many documents, previewed, applied and undone as one.

Each document is done in a transaction of its own together with its item's result, so a
worker that dies in the middle loses nothing and does nothing twice: the next one goes on
with the items that still wait.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import access
from core.choices import BatchKind, BatchState, Foreseen, ItemState, JobKind
from core.exceptions import Conflict, InvalidInput
from core.models import Batch, BatchItem, User
from core.selectors.batches import is_working
from core.selectors.document_search import Wanted
from core.selectors.search import matching_documents
from core.services import acts, acts_of_models, audit, batch_items, jobs
from core.services.acts import Act
from core.services.batch_items import Watch

# So many are done while the person waits; more become a job.
AT_ONCE = 50
# How long a preview waits for somebody to act on it.
KEPT = datetime.timedelta(days=7)

ACTS: Mapping[str, Callable[[Batch], Act]] = {
    BatchKind.MOVE: acts.move,
    BatchKind.TAG: acts.retag,
    BatchKind.UNTAG: acts.retag,
    BatchKind.TRASH: acts.put_in_trash,
    BatchKind.CLASSIFICATION: acts_of_models.classify,
}


class Work(StrEnum):
    """What is done with a batch, by whoever asked or by a worker."""

    PREPARE = "prepare"
    APPLY = "apply"
    UNDO = "undo"


# The states in which work may begin, and the one it is done in.
_BEFORE = {
    Work.APPLY: {BatchState.PREVIEWED, BatchState.APPLYING},
    Work.UNDO: {BatchState.APPLIED, BatchState.APPLYING, BatchState.UNDOING},
}
_DURING = {
    Work.PREPARE: BatchState.PREPARING,
    Work.APPLY: BatchState.APPLYING,
    Work.UNDO: BatchState.UNDOING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The documents of a batch: those named, or all that fit a filter."""

    documents: Sequence[int] = ()
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done; ``params`` depend on the kind and are JSON-ready."""

    kind: BatchKind
    selection: Selection
    params: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def create(*, actor: User, plan: Plan) -> Batch:
    """Store a batch and look ahead: what it would change, document by document.

    For many documents, and where a model is asked, a job does it: the batch is *preparing*
    until then. Raises as the act itself would.
    """
    batch = _store(actor, plan)
    asks_a_model = plan.kind == BatchKind.CLASSIFICATION
    size = AT_ONCE + 1 if asks_a_model else _size(actor, plan.selection)
    if size > AT_ONCE:
        _hand_over(actor, batch, Work.PREPARE)
    else:
        run(batch, Work.PREPARE, batch_items.unwatched)
    return batch


def apply(*, actor: User, batch: Batch) -> Batch:
    """Do what the preview showed; also what a job that ended too early left undone."""
    batch = _claim(actor, batch, Work.APPLY)
    if batch.job is None:
        run(batch, Work.APPLY, batch_items.unwatched)
    return batch


def undo(*, actor: User, batch: Batch) -> Batch:
    """Take a batch back as one, also one that was applied in part."""
    batch = _claim(actor, batch, Work.UNDO)
    if batch.job is None:
        run(batch, Work.UNDO, batch_items.unwatched)
    return batch


def run(batch: Batch, work: Work, watch: Watch) -> None:
    """Do one piece of work on a batch, or what is left of it."""
    act = ACTS[batch.kind](batch)
    if work == Work.PREPARE:
        batch_items.collect(batch, _chosen(batch))
        batch_items.foresee(batch, act, watch)
        _end(batch, work, BatchState.PREVIEWED)
    elif work == Work.APPLY:
        batch_items.apply(batch, act, watch)
        _end(batch, work, BatchState.APPLIED, applied_at=timezone.now())
    else:
        batch_items.undo(batch, act, watch)
        _end(batch, work, BatchState.UNDONE, undone_at=timezone.now())


@transaction.atomic
def forget_previews() -> int:
    """Delete previews that nobody acted on for :data:`KEPT`; returns how many."""
    looked = Batch.objects.select_for_update().filter(
        state__in=[BatchState.PREPARING, BatchState.PREVIEWED],
        created_at__lt=timezone.now() - KEPT,
    )
    # Locked first: `delete` alone would also take one that is being applied by now.
    forgotten = list(looked.order_by("pk").values_list("pk", flat=True))
    Batch.objects.filter(pk__in=forgotten).delete()
    return len(forgotten)


def _store(actor: User, plan: Plan) -> Batch:
    selection = plan.selection
    if selection.wanted is None and not selection.documents:
        raise InvalidInput.of("documents", _("Choose documents first."))
    batch = Batch.objects.create(
        kind=plan.kind,
        state=BatchState.PREPARING,
        created_by=actor,
        params={**plan.params, **_stored(selection)},
    )
    ACTS[batch.kind](batch)  # refuse now what could not be done later
    audit.record(
        actor=actor,
        action="batch.create",
        subject=batch,
        after={"kind": str(plan.kind), **plan.params},
    )
    return batch


def _stored(selection: Selection) -> dict[str, object]:
    if selection.wanted is not None:
        return {"filter": selection.wanted.stored()}
    return {"documents": sorted(set(selection.documents))}


def _chosen(batch: Batch) -> Sequence[int]:
    """Ids of the documents that the batch is about and that its author sees."""
    if "filter" in batch.params:
        wanted = Wanted.restored(batch.params["filter"])
        found = matching_documents(batch.created_by, wanted)
    else:
        found = access.visible_documents(batch.created_by)
        found = found.filter(pk__in=batch.params["documents"])
    return list(found.order_by("pk").values_list("pk", flat=True))


def _size(actor: User, selection: Selection) -> int:
    """How many documents are chosen, counted no further than it matters."""
    if selection.wanted is None:
        return len(selection.documents)
    found = matching_documents(actor, selection.wanted)
    return len(found.order_by().values_list("pk")[: AT_ONCE + 1])


@transaction.atomic
def _claim(actor: User, batch: Batch, work: Work) -> Batch:
    """The batch, ours to work on; with a job that does it where there is much to do."""
    state = _DURING[work]
    batch = access.access_batch(actor, batch.pk, lock=True)
    if batch.kind not in ACTS or batch.state not in _BEFORE[work]:
        raise batch_items.refused(batch)
    if is_working(batch):
        raise Conflict(_("The batch is being worked on. Wait."), code="batch-busy")
    before = {"state": batch.state}
    batch.state = state
    batch.job = None
    batch.save(update_fields=["state", "job"])
    audit.record(
        actor=actor,
        action=f"batch.{work}",
        subject=batch,
        before=before,
        after={"state": str(state)},
    )
    ACTS[batch.kind](batch)  # refuse before anything is done
    if _due(batch, work).count() > AT_ONCE:
        _hand_over(actor, batch, work)
    return batch


def _due(batch: Batch, work: Work) -> QuerySet[BatchItem]:
    """The documents that are to be changed, or changed back."""
    if work == Work.APPLY:
        return batch.items.filter(foreseen=Foreseen.CHANGE)
    return batch.items.filter(state=ItemState.DONE)


def _hand_over(actor: User, batch: Batch, work: Work) -> None:
    params = {"batch": batch.pk, "work": str(work)}
    batch.job = jobs.enqueue(kind=JobKind.BATCH, actor=actor, params=params)
    batch.save(update_fields=["job"])


def _end(
    batch: Batch, work: Work, state: BatchState, **times: datetime.datetime
) -> None:
    """Note the end, unless other work was begun on the batch in the meantime."""
    ours = Batch.objects.filter(pk=batch.pk, state=_DURING[work])
    ours.update(state=state, **times)
    batch.refresh_from_db(fields=["state", "applied_at", "undone_at"])
