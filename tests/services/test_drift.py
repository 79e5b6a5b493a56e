"""The weekly look: when it is due, what it records, what an alarm names."""

import datetime

import pytest
from django.utils import timezone

from core.models import AuditEvent, Document, DriftLook, TrainedModel, Version
from core.selectors.drift import looks
from core.services.champion import drift
from tests.cast import Cast, read_document
from tests.scrape import gauge
from tests.teaching import Teach, sentence
from unidoc.ml.drift import AFTER_ALARM

STRANGE = "гальваника оцинковка ванна электролит толщина покрытие"


@pytest.fixture
def model(cast: Cast, teach: Teach, monkeypatch: pytest.MonkeyPatch) -> TrainedModel:
    """A champion trained more than a week ago."""
    # A hold-out is drawn by the documents’ numbers: enough, whatever they are.
    model = teach(100)
    monkeypatch.setattr("core.services.champion.drift.FEWEST", 20)
    monkeypatch.setattr("unidoc.ml.drift.FEWEST", 20)
    model.started_at -= datetime.timedelta(days=8)
    model.save()
    return model


def looked(model: TrainedModel, *, alarm: bool) -> DriftLook:
    """A look of last week."""
    return DriftLook.objects.create(
        model=model,
        documents=300,
        alarm=alarm,
        newest=Version.objects.latest("pk").pk,
        created_at=timezone.now() - datetime.timedelta(days=8),
    )


def test_a_stranger_is_named(cast: Cast, model: TrainedModel) -> None:
    looked(model, alarm=True)
    before = looked(model, alarm=False)
    assert drift.look_if_due() is None  # nothing came
    for number in range(12):
        read_document(cast.admin, f"{sentence('tender', 500 + number)} {STRANGE}")
        read_document(cast.admin, sentence("lease", 500 + number))
    assert gauge("unidoc_drift_alarm") == 0
    look = drift.look_if_due()
    assert look is not None
    assert look.alarm
    assert "электролит" in look.words
    named = Document.objects.filter(pk__in=look.drivers[:12])
    assert named.filter(
        current_version__extraction__text__contains="электролит"
    ).count() == len(named)
    event = AuditEvent.objects.get(action="model.drift")
    assert (event.after["look"], event.after["documents"]) == (look.pk, look.drivers)
    assert "электролит" not in str(event.after)
    assert list(looks())[:2] == [look, before]
    limits = sum(signal["limit"] for signal in look.signals)
    assert limits == pytest.approx(AFTER_ALARM)
    assert gauge("unidoc_drift_alarm") == 1
    assert drift.look_if_due() is None
