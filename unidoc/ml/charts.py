"""The pictures of a report as SVG: no scripts, no fonts, no colours but its own.

Places are computed here, in units of the view box; the templates only draw.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from unidoc.ml.report import ConfusionCell, Report

SIDE = 300.0
_LEAST_ERROR_AXIS = 0.05


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float
    size: float
    count: int


@dataclass(frozen=True, slots=True)
class CoverageChart:
    """Error (up) against coverage (right); ``top`` is the error at the upper edge."""

    top: float
    path: str
    filed: Spot | None
    budget: float | None


@dataclass(frozen=True, slots=True)
class ReliabilityChart:
    """Accuracy (up) against probability (right); a spot's area shows its documents."""

    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    x: float
    y: float
    share: float
    cell: ConfusionCell

    @property
    def right(self) -> bool:
        return self.cell.true == self.cell.predicted


@dataclass(frozen=True, slots=True)
class ConfusionChart:
    """One square a cell; rows are true projects, columns predicted ones."""

    cells: tuple[Cell, ...]
    step: float


def coverage_chart(report: Report) -> CoverageChart:
    errors = [point.error for point in report.coverage_curve]
    highest = max([*errors, report.facts.error_budget or 0.0, _LEAST_ERROR_AXIS])
    top = min(1.0, math.ceil(highest * 20) / 20)
    budget = report.facts.error_budget
    return CoverageChart(
        top=top,
        path=_path([(p.coverage, p.error / top) for p in report.coverage_curve]),
        filed=_filed_spot(report, top),
        budget=None if budget is None else _up(budget / top),
    )


def reliability_chart(report: Report) -> ReliabilityChart:
    most = max((part.count for part in report.reliability), default=1)
    return ReliabilityChart(
        spots=tuple(
            Spot(
                x=_right(part.mean_probability),
                y=_up(part.accuracy),
                size=round(3 + 9 * math.sqrt(part.count / most), 2),
                count=part.count,
            )
            for part in report.reliability
        )
    )


def confusion_chart(report: Report) -> ConfusionChart:
    names = [project.project for project in report.projects]
    place = {name: at for at, name in enumerate(names)}
    support = {project.project: project.support for project in report.projects}
    step = SIDE / max(len(names), 1)
    return ConfusionChart(
        cells=tuple(
            Cell(
                x=round(place[cell.predicted] * step, 2),
                y=round(place[cell.true] * step, 2),
                share=round(cell.count / support[cell.true], 3),
                cell=cell,
            )
            for cell in report.confusion
        ),
        step=round(step, 2),
    )


def _filed_spot(report: Report, top: float) -> Spot | None:
    filing = report.filing
    if filing.error is None:
        return None
    return Spot(_right(filing.share), _up(filing.error / top), 5.0, filing.filed)


def _path(points: Sequence[tuple[float, float]]) -> str:
    places = (f"{_right(x):g},{_up(y):g}" for x, y in points)
    return " ".join(places)


def _right(share: float) -> float:
    return round(share * SIDE, 2)


def _up(share: float) -> float:
    return round((1 - share) * SIDE, 2)
