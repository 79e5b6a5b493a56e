"""Taking training snapshots: the archive's labels as of a moment, frozen under their digest."""

import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core.exceptions import Unavailable
from core.models import TrainingSnapshot
from core.selectors.models import missing_for_training
from core.selectors.training_set import Example, training_set
from core.services.text import compose
from unidoc.ml.dataset import InvalidRows, Row, Snapshot
from unidoc.ml.snapshot_store import SnapshotStore


class NotEnoughLabels(Unavailable):
    """People have not labelled enough documents to train on; the message says what is missing."""

    code = "not-enough-labels"


def store() -> SnapshotStore:
    return SnapshotStore(Path(settings.SNAPSHOTS_DIR))


def take_snapshot(as_of: datetime.datetime | None = None) -> Snapshot:
    """Freeze what people had decided by ``as_of`` (now, unless given).

    The same decisions give the same digest; ``cached`` tells that it was stored before.
    Raises :class:`NotEnoughLabels`.
    """
    moment = as_of or timezone.now()
    chosen = training_set(moment)
    left_out = {reason: map(str, ids) for reason, ids in chosen.left_out.items()}
    try:
        snapshot = store().put(
            map(row_of, chosen.examples), as_of=moment, left_out=left_out
        )
    except InvalidRows as error:
        raise NotEnoughLabels(missing_for_training() or str(error)) from error
    return snapshot


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
