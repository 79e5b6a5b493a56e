"""Looking, week by week, whether the documents are still those that the model learnt."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.choices import ExtractionState
from core.models import DriftLook, TrainedModel, Version
from core.selectors.models import champion
from core.services import audit
from core.services.champion import model_files
from core.services.people import notifications
from core.services.texts.text import text_of
from core.services.trainings import snapshots
from core.services.trainings.learning import holdout_of
from unidoc.ml.drift import FEWEST, MOST, Look, level, look
from unidoc.ml.known import Known
from unidoc.ml.seen import ask

EVERY = datetime.timedelta(days=7)
# Of the hold-out: more would cost time and tell little.
REFERENCE = 1000


def look_if_due() -> DriftLook | None:
    """Look when a week has passed, or as many documents came as a look takes.

    None when no look is due, or there is too little to look at.
    """
    model = champion()
    if model is None or not model.measured_digest:
        return None
    last = model.drift_looks.first()
    fresh = _fresh(model, last)
    came = fresh.count()
    since = last.created_at if last else model.started_at
    if came < FEWEST or (came < MOST and timezone.now() - since < EVERY):
        return None
    newest_first = fresh.select_related("extraction").order_by("-pk")[:MOST]
    return _look(model, list(reversed(newest_first)))


def _fresh(model: TrainedModel, last: DriftLook | None) -> QuerySet[Version]:
    """First versions that were read since the last look, or since the training."""
    versions = Version.objects.filter(
        number=1, extraction__state=ExtractionState.DONE, document__trashed_at=None
    )
    if last is not None:
        return versions.filter(pk__gt=last.newest)
    return versions.filter(created_at__gt=model.snapshot.as_of)


def _look(model: TrainedModel, fresh: Sequence[Version]) -> DriftLook | None:
    """Ask the model's measured twin about both sides: neither was in its training."""
    twin = model_files.load(model.measured_digest)
    rows = snapshots.store().remaining(model.snapshot.digest).of_split("train")
    sides = holdout_of(rows)
    tested = [rows[at] for at in sides.test][:REFERENCE]
    before = ask(twin, [(r.document_id, r.text, r.language) for r in tested])
    recent = ask(
        twin,
        [(str(v.document_id), text_of(v).whole, v.extraction.language) for v in fresh],
    )
    known = Known.of(rows[at].text for at in sides.train)
    alarms = list(model.drift_looks.values_list("alarm", flat=True))
    found = look(known, before, recent, level(alarms))
    return None if found is None else _record(model, found, fresh[-1].pk)


@transaction.atomic
def _record(model: TrainedModel, found: Look, newest: int) -> DriftLook:
    row = DriftLook.objects.create(
        model=model,
        documents=found.documents,
        alarm=found.alarm,
        signals=[{**asdict(one), "alarming": one.alarming} for one in found.signals],
        words=list(found.words),
        drivers=[int(key) for key in found.drivers],
        newest=newest,
    )
    if found.alarm:
        alarming = [signal.name for signal in found.signals if signal.alarming]
        # Without the words: what is written here stays when their documents are purged.
        after = {"look": row.pk, "signals": alarming, "documents": row.drivers}
        audit.record(actor=None, action="model.drift", subject=model, after=after)
        notifications.drifted(row)
    return row
