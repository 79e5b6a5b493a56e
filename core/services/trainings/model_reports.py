"""A model's report as its page shows it: typed figures and the places of its pictures."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core.models import TrainedModel, User
from core.selectors.models import shown_report
from unidoc.ml.charts import (
    ConfusionChart,
    CoverageChart,
    ReliabilityChart,
    confusion_chart,
    coverage_chart,
    reliability_chart,
)
from unidoc.ml.measures import CoveragePoint
from unidoc.ml.report import ConfusionCell, Report

# So many lines tell the course of a curve; it may have a point for each document.
CURVE_LINES = 21
# A matrix of more projects is no picture any more.
MOST_PROJECTS = 40
MOST_MIXUPS = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of a report that the reader may see; no matrix where it would be a blur."""

    report: Report
    coverage: CoverageChart
    coverage_rows: list[CoveragePoint]
    reliability: ReliabilityChart
    confusion: ConfusionChart | None
    mixups: list[ConfusionCell]


def shown(user: User, model: TrainedModel) -> Shown:
    report = Report.from_json(json.dumps(shown_report(user, model)))
    drawable = 0 < len(report.projects) <= MOST_PROJECTS
    return Shown(
        report=report,
        coverage=coverage_chart(report),
        coverage_rows=_thinned(report.coverage_curve),
        reliability=reliability_chart(report),
        confusion=confusion_chart(report) if drawable else None,
        mixups=_mixups(report),
    )


def _thinned(curve: Sequence[CoveragePoint]) -> list[CoveragePoint]:
    """Points at even distances along a curve, both of its ends among them."""
    if len(curve) <= CURVE_LINES:
        return list(curve)
    step = (len(curve) - 1) / (CURVE_LINES - 1)
    return [curve[round(at * step)] for at in range(CURVE_LINES)]


def _mixups(report: Report) -> list[ConfusionCell]:
    """The wrong cells of the matrix, the most frequent first."""
    wrong = [cell for cell in report.confusion if cell.true != cell.predicted]
    return sorted(wrong, key=lambda cell: -cell.count)[:MOST_MIXUPS]
