"""Measures of a classifier's probabilities and of its filing, on NumPy arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Documents whose probability lies in (low, high]; the first bin holds 0 too."""

    low: float
    high: float
    count: int
    mean_probability: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """Filing every document of at least ``score``: share filed, share of it wrong."""

    score: float
    coverage: float
    error: float


def reliability(
    probability: Floats, right: Flags, *, bins: int = 15
) -> tuple[ReliabilityBin, ...]:
    """The non-empty bins of equal width of a reliability diagram."""
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.clip(np.searchsorted(edges, probability, side="left") - 1, 0, bins - 1)
    return tuple(
        ReliabilityBin(
            low=float(edges[at]),
            high=float(edges[at + 1]),
            count=int(np.sum(place == at)),
            mean_probability=float(np.mean(probability[place == at])),
            accuracy=float(np.mean(right[place == at])),
        )
        for at in np.unique(place)
    )


def expected_calibration_error(bins: tuple[ReliabilityBin, ...]) -> float:
    """Mean gap between probability and accuracy, weighted by documents.

    Naeini et al., Obtaining Well Calibrated Probabilities Using Bayesian Binning,
    AAAI 2015.
    """
    total = sum(part.count for part in bins)
    gaps = (part.count * abs(part.accuracy - part.mean_probability) for part in bins)
    return sum(gaps) / total if total else 0.0


def coverage_curve(
    score: Floats, right: Flags, *, points: int = 200
) -> tuple[CoveragePoint, ...]:
    """Error among the most confident documents against their share.

    Tied scores are one point, since no threshold can part them; a long curve is
    thinned evenly and keeps both ends.
    """
    if not len(score):
        return ()
    order = np.argsort(-score, kind="stable")
    ordered, wrong = score[order], np.cumsum(~right[order])
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
    if len(ends) > points:
        ends = ends[np.linspace(0, len(ends) - 1, points).round().astype(int)]
    return tuple(
        CoveragePoint(
            score=float(ordered[end]),
            coverage=float((end + 1) / len(score)),
            error=float(wrong[end] / (end + 1)),
        )
        for end in ends
    )


def error_interval(wrong: int, of: int) -> tuple[float, float] | None:
    """The exact (Clopper-Pearson) 95 % interval of an error rate; None of nothing.

    Its ends are quantiles of beta distributions: no search, and no statistics to load.
    """
    if of == 0:
        return None
    right, tail = of - wrong, 0.025
    low = betaincinv(wrong, right + 1, tail) if wrong else 0.0
    high = betaincinv(wrong + 1, right, 1 - tail) if right else 1.0
    return float(low), float(high)
