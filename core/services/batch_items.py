"""The documents of a batch, one by one: looked at, done, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import access
from core.choices import BatchState, Foreseen, ItemReason, ItemState, Role
from core.exceptions import Conflict, Forbidden, NotFound, ProductError
from core.models import Batch, BatchItem, Document
from core.services.acts import Act, Foresight

CHUNK = 100

# Told what is done and how far it is (0 to 1).
Watch = Callable[[str, float], None]

_REASONS: dict[type[ProductError], ItemReason] = {
    NotFound: ItemReason.GONE,
    Forbidden: ItemReason.FORBIDDEN,
    Conflict: ItemReason.CHANGED,
}


def unwatched(step: str, progress: float) -> None:
    """Nobody waits to hear how far it is."""


def refused(batch: Batch) -> Conflict:
    return Conflict(
        _("This cannot be done now: the batch is {state}.").format(
            state=batch.get_state_display()
        ),
        code="batch-state",
    )


def collect(batch: Batch, documents: Sequence[int]) -> None:
    """Give the batch an item for each document; twice is as good as once."""
    for begin in range(0, len(documents), 5000):
        BatchItem.objects.bulk_create(
            [
                BatchItem(batch=batch, document_id=pk)
                for pk in documents[begin : begin + 5000]
            ],
            ignore_conflicts=True,
        )


def foresee(batch: Batch, act: Act, watch: Watch) -> None:
    """Write down for each item what the act would do."""
    for items in _chunks(
        batch.items.filter(foreseen=Foreseen.UNSEEN), "foresee", watch
    ):
        documents = _documents(batch, items)
        known = [item for item in items if item.document_id in documents]
        foreseen = act.foresee([documents[item.document_id] for item in known])
        for item, seen in zip(known, foreseen, strict=True):
            _note(item, seen)
        BatchItem.objects.bulk_update(known, ["foreseen", "before", "after"])
        gone = [item.pk for item in items if item.document_id not in documents]
        BatchItem.objects.filter(pk__in=gone).delete()


def apply(batch: Batch, act: Act, watch: Watch) -> None:
    waiting = batch.items.filter(foreseen=Foreseen.CHANGE, state=ItemState.WAITING)
    for items in _chunks(waiting, "apply", watch):
        for item in items:
            _apply(batch, act, item.pk)


def undo(batch: Batch, act: Act, watch: Watch) -> None:
    """Take back what was done; what still waited will never be done."""
    for items in _chunks(batch.items.filter(state=ItemState.DONE), "undo", watch):
        for item in items:
            _undo(batch, act, item.pk)
    never = batch.items.filter(foreseen=Foreseen.CHANGE, state=ItemState.WAITING)
    never.update(state=ItemState.SKIPPED)


def _chunks(
    items: QuerySet[BatchItem], step: str, watch: Watch
) -> Iterator[list[BatchItem]]:
    """What is left, a chunk at a time: each item drops out of ``items`` when it is done."""
    left = whole = items.count()
    while chunk := list(items.order_by("pk")[:CHUNK]):
        watch(step, 1 - left / whole)
        yield chunk
        left = max(0, left - len(chunk))


def _documents(batch: Batch, items: Sequence[BatchItem]) -> dict[int, Document]:
    rows = access.documents_anywhere(batch.created_by).select_related(
        "project", "owner", "standing_decision", "current_version__extraction"
    )
    return rows.in_bulk([item.document_id for item in items])


def _note(item: BatchItem, seen: Foresight) -> None:
    item.foreseen = seen.foreseen
    item.before = dict(seen.before)
    item.after = dict(seen.after)


@transaction.atomic
def _apply(batch: Batch, act: Act, pk: int) -> None:
    item = _locked(batch, pk)
    if item.batch.state == BatchState.UNDOING:
        raise refused(item.batch)
    if item.state != ItemState.WAITING:
        return  # another worker was here
    try:
        with transaction.atomic():
            document = _document(batch, item)
            if document.trashed_at is not None or act.found(document) != item.before:
                _finish(item, ItemState.SKIPPED, ItemReason.CHANGED)
                return
            item.decision = act.apply(item, document)
    except tuple(_REASONS) as refusal:
        _finish(item, ItemState.SKIPPED, _reason(refusal))
        return
    _finish(item, ItemState.DONE)


@transaction.atomic
def _undo(batch: Batch, act: Act, pk: int) -> None:
    item = _locked(batch, pk)
    if item.state != ItemState.DONE:
        return
    try:
        with transaction.atomic():
            reason = act.undo(item, _document(batch, item))
    except tuple(_REASONS) as refusal:
        reason = _reason(refusal)
    _finish(item, ItemState.KEPT if reason else ItemState.UNDONE, reason)


def _locked(batch: Batch, pk: int) -> BatchItem:
    """The item and its batch, whose state can't change while an item is being done."""
    rows = batch.items.select_for_update(of=("self", "batch"))
    rows.select_related("batch").get(pk=pk)
    # Not in one query: see `access.lock_row`.
    return batch.items.select_related("batch__created_by", "decision").get(pk=pk)


def _document(batch: Batch, item: BatchItem) -> Document:
    """The item's document, locked. Raises when its author may no longer change it."""
    rows = access.documents_anywhere(batch.created_by)
    access.lock_row(rows, item.document_id)
    found = (
        rows.select_related("project", "standing_decision", "current_version")
        .filter(pk=item.document_id)
        .first()
    )
    if found is None:
        raise NotFound("")
    if found.project is not None:
        access.require_role(batch.created_by, found.project, Role.EDITOR)
    return found


def _finish(
    item: BatchItem, state: ItemState, reason: ItemReason = ItemReason.NONE
) -> None:
    item.state = state
    item.reason = reason
    item.save(update_fields=["state", "reason", "decision"])


def _reason(refusal: ProductError) -> ItemReason:
    return next(
        reason for kind, reason in _REASONS.items() if isinstance(refusal, kind)
    )
