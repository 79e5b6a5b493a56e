"""Where the points of the charts lie."""

import datetime

from core.models import TrainedModel
from core.selectors.live_truth import Week
from core.web.charts import HEIGHT, WIDTH, courses
from core.web.live_chart import live_chart


def model(accuracy: float, size: int) -> TrainedModel:
    return TrainedModel(metrics={"accuracy": accuracy}, size=size, training_seconds=2.0)


def test_one_model_is_no_course() -> None:
    assert courses([model(0.9, 10)]) == []


def test_a_course_goes_from_edge_to_edge() -> None:
    accuracy, seconds, size = courses([model(0.86, 100), model(1.0, 50)])
    assert (accuracy.low, accuracy.high) == (0.8, 1.0)
    assert [point.x for point in accuracy.points] == [0.0, WIDTH]
    assert accuracy.points[1].y == 0.0
    assert (size.low, size.high) == (0.0, 125.0)
    assert size.points[0].y == round(HEIGHT * 0.2, 1)
    assert seconds.points[0].y == seconds.points[1].y


def test_a_week_of_the_sample_has_its_interval_and_the_budget_its_line() -> None:
    start = datetime.date(2026, 3, 2)
    quiet = Week(start, decided=9, estimated=0.9)
    checked = Week(
        start + datetime.timedelta(days=7),
        decided=9,
        estimated=0.9,
        audited=4,
        audit_error=0.25,
        audit_interval=(0.0, 0.8),
        allowed=0.05,
    )
    chart = live_chart([quiet, checked])
    assert chart is not None
    [spot] = chart.spots
    assert (spot.x, spot.top, spot.bottom) == (WIDTH, 0.0, HEIGHT)
    assert chart.allowed is not None
    assert 0 < chart.allowed < spot.y
    assert live_chart([checked]) is None
