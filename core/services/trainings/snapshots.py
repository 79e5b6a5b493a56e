"""Taking training snapshots: the archive's labels as of a moment, frozen under their digest."""

import datetime
from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.exceptions import Unavailable
from core.models import Document, TrainedModel, TrainingSnapshot, User
from core.selectors.models import missing_for_training
from core.selectors.training_set import Example, training_set
from core.services import audit
from core.services.texts.text import compose
from unidoc.ml.dataset import InvalidRows, Row, Snapshot, SnapshotError
from unidoc.ml.snapshot_store import SnapshotStore


class NotEnoughLabels(Unavailable):
    """People have not labelled enough documents to train on; the message says what is missing."""

    code = "not-enough-labels"


class SnapshotUnusable(Unavailable):
    """A stored snapshot is gone, damaged, or has lost documents; the message says which."""

    code = "snapshot-unusable"


def store() -> SnapshotStore:
    return SnapshotStore(Path(settings.SNAPSHOTS_DIR))


def take_snapshot(as_of: datetime.datetime | None = None) -> Snapshot:
    """Freeze what people had decided by ``as_of`` (now, unless given).

    The same decisions give the same digest; ``cached`` tells that it was stored before.
    Raises :class:`NotEnoughLabels`.
    """
    moment = as_of or timezone.now()
    while gone := _purged(snapshot := _frozen(moment)):
        forget(actor=None, document_ids=gone)
    return snapshot


def _frozen(moment: datetime.datetime) -> Snapshot:
    chosen = training_set(moment)
    left_out = {reason: map(str, ids) for reason, ids in chosen.left_out.items()}
    try:
        return store().put(
            map(row_of, chosen.examples), as_of=moment, left_out=left_out
        )
    except InvalidRows as error:
        raise NotEnoughLabels(missing_for_training() or str(error)) from error


def _purged(snapshot: Snapshot) -> set[int]:
    """Documents that were purged between our reading their texts and storing them."""
    left_out = (pk for part in snapshot.manifest.left_out for pk in part.document_ids)
    ids = {int(pk) for pk in (*(row.document_id for row in snapshot.rows), *left_out)}
    there = Document.objects.filter(pk__in=ids)
    return ids - set(there.values_list("pk", flat=True))


def read(digest: str) -> Snapshot:
    """A stored snapshot, complete and verified. Raises :class:`SnapshotUnusable`."""
    try:
        return store().get(digest)
    except SnapshotError as error:
        raise SnapshotUnusable(str(error)) from error


@transaction.atomic
def forget(*, actor: User | None, document_ids: Collection[int]) -> None:
    """Remove deleted documents from every stored snapshot, and put it on record.

    Safe to repeat: what somebody removed who was killed afterwards is recorded now. Raises
    :class:`SnapshotUnusable` for a damaged snapshot; the others have lost them by then.
    """
    try:
        store().forget([str(pk) for pk in document_ids])
    except SnapshotError as error:
        raise SnapshotUnusable(str(error)) from error
    for row in TrainingSnapshot.objects.filter(digest__in=store().digests()):
        removed = _removed(row.digest)
        if len(removed) != row.removed_documents:
            row.removed_documents = len(removed)
            row.save(update_fields=["removed_documents"])
            audit.record(
                actor=actor,
                action="snapshot.forget",
                subject=row,
                after={"documents": sorted(removed.intersection(document_ids))},
            )


def models_that_saw(document_ids: Collection[int]) -> dict[int, set[TrainedModel]]:
    """For documents that were forgotten: the models trained or measured on each.

    A model holds words of its documents, so these are the ones to retrain and to delete.
    """
    seen: dict[int, set[TrainedModel]] = {pk: set() for pk in document_ids}
    for digest in store().digests():
        if gone := _removed(digest) & seen.keys():
            models = TrainedModel.objects.filter(snapshot__digest=digest).only("pk")
            for pk in gone:
                seen[pk].update(models)
    return seen


def _removed(digest: str) -> set[int]:
    """The documents that a stored snapshot has lost."""
    parts = store().manifest(digest).removed
    return {int(pk) for part in parts for pk in part.document_ids}


def record(snapshot: Snapshot) -> TrainingSnapshot:
    """The snapshot's row in our database, made when it is new."""
    manifest = snapshot.manifest
    row, _created = TrainingSnapshot.objects.get_or_create(
        digest=snapshot.digest,
        defaults={
            "as_of": manifest.as_of,
            "documents": manifest.counts.splits.get("train", 0),
            "projects": len(manifest.counts.projects),
            "manifest": {
                "projects": manifest.counts.projects,
                "languages": manifest.counts.languages,
                "splits": manifest.counts.splits,
                "left_out": {part.reason: part.count for part in manifest.left_out},
            },
        },
    )
    return row


def row_of(example: Example) -> Row:
    return Row(
        document_id=str(example.document_id),
        version_id=str(example.version_id),
        decision_id=str(example.decision_id),
        text=compose(
            text=example.text, title=example.title, file_name=example.file_name
        ).whole,
        label=example.label,
        language=example.language,
        date=example.created_at,
        split="test" if example.is_held_out else "train",
    )
