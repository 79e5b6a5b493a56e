"""Figures from model to model, as places in an SVG: no report has these."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.models import TrainedModel
from core.selectors.side_by_side import Kind

WIDTH, HEIGHT = 560.0, 150.0
COURSES: tuple[tuple[str, Kind], ...] = (
    ("accuracy", "share"),
    ("training_seconds", "seconds"),
    ("size", "bytes"),
)


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    model: TrainedModel
    value: float


@dataclass(frozen=True, slots=True)
class Course:
    """One figure of each model, oldest left; ``low`` and ``high`` are at the edges."""

    name: str
    kind: Kind
    points: tuple[Point, ...]
    low: float
    high: float

    @property
    def path(self) -> str:
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def courses(models: Sequence[TrainedModel]) -> list[Course]:
    """Accuracy, time to train and size; nothing of fewer than two models."""
    if len(models) < 2:
        return []
    return [_course(models, name, kind) for name, kind in COURSES]


def _course(models: Sequence[TrainedModel], name: str, kind: Kind) -> Course:
    values = [_value(model, name) for model in models]
    low, high = _edges(values, kind)
    step = WIDTH / (len(models) - 1)
    return Course(
        name=name,
        kind=kind,
        points=tuple(
            Point(round(at * step, 1), _height(value, low, high), model, value)
            for at, (value, model) in enumerate(zip(values, models, strict=True))
        ),
        low=low,
        high=high,
    )


def _value(model: TrainedModel, name: str) -> float:
    if name == "accuracy":
        return float(model.metrics["accuracy"])
    return float(getattr(model, name))


def _edges(values: Sequence[float], kind: Kind) -> tuple[float, float]:
    """A share has its ceiling; anything else begins at nothing."""
    if kind == "share":
        return max(0.0, math.floor(min(values) * 10 - 0.5) / 10), 1.0
    return 0.0, max(values) * 1.25 or 1.0


def _height(value: float, low: float, high: float) -> float:
    return round((1 - (value - low) / (high - low)) * HEIGHT, 1)
