"""The trial in the order of time: later documents test earlier training, where dates allow."""

import datetime

from core.services.trainings.learning import Stopwatch, later_slice
from tests.teaching import sentence
from unidoc.ml.dataset import Row

BEGIN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def rows(days: float, documents: int = 120) -> list[Row]:
    return [
        Row(
            document_id=str(number),
            version_id="1",
            decision_id="1",
            text=sentence(("tender", "lease")[number % 2], number),
            label=("TENDER", "LEASE")[number % 2],
            language="ru",
            date=BEGIN + datetime.timedelta(days=days * number / documents),
        )
        for number in range(documents)
    ]


def test_the_latest_fifth_is_tested() -> None:
    clock = Stopwatch()
    found = later_slice(rows(days=200), "linear", clock)
    assert found is not None
    assert (found.kind, found.name) == ("time", "0.2")
    assert 20 <= found.documents <= 24
    assert found.accuracy > 0.9
    assert "later" in clock.seconds


def test_what_came_at_once_has_no_order() -> None:
    assert later_slice(rows(days=2), "linear", Stopwatch()) is None


def test_too_few_have_no_order() -> None:
    assert later_slice(rows(days=200, documents=30), "linear", Stopwatch()) is None
