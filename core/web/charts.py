"""The one chart that no report has: quality from model to model, as places in an SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.models import TrainedModel

WIDTH, HEIGHT = 560.0, 150.0


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    model: TrainedModel


@dataclass(frozen=True, slots=True)
class History:
    """Held-out accuracy of each model, oldest left; ``low`` is the share at the lower edge."""

    points: tuple[Point, ...]
    low: float

    @property
    def path(self) -> str:
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def history(models: Sequence[TrainedModel]) -> History | None:
    """None of fewer than two models: one point is no course."""
    if len(models) < 2:
        return None
    values = [float(model.metrics["accuracy"]) for model in models]
    low = max(0.0, math.floor(min(values) * 10 - 0.5) / 10)
    step = WIDTH / (len(models) - 1)
    return History(
        points=tuple(
            Point(round(i * step, 1), round((1 - (v - low) / (1 - low)) * HEIGHT, 1), m)
            for i, (v, m) in enumerate(zip(values, models, strict=True))
        ),
        low=low,
    )
