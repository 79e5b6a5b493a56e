"""Figures that tell how good answers are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ECE_BINS = 15
RARE_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Documents whose probability fell into one bin: means of what was said and true."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class FilingPoint:
    """Filing the most confident ``coverage`` of the documents errs at ``error``."""

    coverage: float
    error: float


def hits(true: Sequence[str], predicted: Sequence[str]) -> Bools:
    return np.array([a == b for a, b in zip(true, predicted, strict=True)], dtype=bool)


def accuracy(true: Sequence[str], predicted: Sequence[str]) -> float:
    return float(hits(true, predicted).mean())


def macro_f1(true: Sequence[str], predicted: Sequence[str]) -> float:
    """Mean F1 over the classes that occur in ``true``."""
    classes = sorted(set(true))
    return float(
        f1_score(true, predicted, labels=classes, average="macro", zero_division=0)
    )


def rare_class_accuracy(
    true: Sequence[str], predicted: Sequence[str], train_labels: Sequence[str]
) -> float | None:
    """Accuracy on classes with under 1 % of the training documents; None without any."""
    counts = Counter(train_labels)
    limit = RARE_SHARE * len(train_labels)
    rare = np.array([counts[label] < limit for label in true], dtype=bool)
    return float(hits(true, predicted)[rare].mean()) if rare.any() else None


def reliability(
    probabilities: Floats, correct: Bools, bins: int = ECE_BINS
) -> list[ReliabilityBin]:
    """Equal-width bins of the top-1 probability; empty bins are left out."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    return [
        ReliabilityBin(
            count=int(inside.sum()),
            confidence=float(probabilities[inside].mean()),
            accuracy=float(correct[inside].mean()),
        )
        for inside in (places == place for place in np.unique(places))
    ]


def expected_calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Mean distance of probability and accuracy, weighted by documents.

    Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
    """
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.accuracy) for one in bins) / total


def filing_curve(scores: Floats, correct: Bools, points: int = 50) -> list[FilingPoint]:
    """Error among the most confident documents, at evenly spaced coverages."""
    order = np.argsort(-scores, kind="stable")
    wrong = np.cumsum(~correct[order])
    ends = np.unique(np.linspace(1, len(scores), points).astype(int))
    return [
        FilingPoint(coverage=end / len(scores), error=float(wrong[end - 1] / end))
        for end in ends.tolist()
    ]
