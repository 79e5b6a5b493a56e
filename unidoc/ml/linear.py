"""The linear model: one-vs-rest L2-loss SVMs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.svm import LinearSVC

from unidoc.ml.small_classes import SmallClasses, SmallClassExpert

# The margin of a class that had no document to learn from.
ABSENT_MARGIN = -3.0
_SOLVER_BYTES = 48_000_000


@dataclass(frozen=True, slots=True)
class Solver:
    """Settings of liblinear's dual coordinate descent."""

    cost: float = 1.0
    tolerance: float = 0.1
    max_iterations: int = 1000


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Margins = rows @ coefficients + intercepts + the small classes' similarities.

    Attributes:
        coefficients: float32, features x classes.
        intercepts: float32, one per class.
        expert: what is known of the classes with few documents.

    """

    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    expert: SmallClassExpert

    def margins(self, rows: sp.csr_matrix) -> NDArray[np.float32]:
        """Margins of float32 rows, shape (rows, classes)."""
        margins: NDArray[np.float32] = rows @ self.coefficients
        margins += self.intercepts
        if len(self.expert.classes):
            margins[:, self.expert.classes] += self.expert.similarities(rows)
        return margins


def fit_linear(
    rows: sp.csr_matrix,
    classes: NDArray[np.int32],
    training: NDArray[np.bool_],
    small: SmallClasses,
    solver: Solver,
) -> LinearModel:
    """Train on the float64 rows where `training`; class numbers are 0..max."""
    n_classes = int(classes.max()) + 1
    counts = np.bincount(classes[training], minlength=n_classes)
    coefficients = np.zeros((rows.shape[1], n_classes), dtype=np.float32)
    intercepts = np.full(n_classes, ABSENT_MARGIN, dtype=np.float32)
    present = np.flatnonzero(counts)
    weights = counts.sum() / (len(present) * np.maximum(counts, 1))
    mask = training.astype(np.float64)
    for group in _groups(present, rows.shape[1]):
        part, bias = _solve(
            rows, _relabel(classes, group), mask, weights[group], solver
        )
        coefficients[:, group] = part
        intercepts[group] = bias
    expert = SmallClassExpert.fit(rows, classes, training, small)
    return LinearModel(coefficients, intercepts, expert)


def _groups(present: NDArray[np.int64], n_features: int) -> Iterator[NDArray[np.int64]]:
    """Classes solved together, so that the solver's copies stay small.

    liblinear returns float64 coefficients twice; one-vs-rest problems are
    independent, so a group gives the same models as all classes at once.
    """
    size = max(1, _SOLVER_BYTES // (16 * max(n_features, 1)))
    number = -(-len(present) // size)
    yield from np.array_split(present, number)


def _relabel(classes: NDArray[np.int32], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place in the group of each document's class; len(group) for the others."""
    lookup = np.full(int(classes.max()) + 1, len(group), dtype=np.int64)
    lookup[group] = np.arange(len(group))
    return lookup[classes]


def _solve(
    rows: sp.csr_matrix,
    targets: NDArray[np.int64],
    mask: NDArray[np.float64],
    weights: NDArray[np.float64],
    solver: Solver,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Features x classes and intercepts of the classes 0..len(weights) - 1.

    liblinear removes documents of weight 0, which spares a copy of the rows, but
    a class of such documents alone must not be among the labels.
    """
    n_classes = len(weights)
    trained = np.unique(targets[mask > 0])
    targets = np.where(np.isin(targets, trained), targets, trained[0])
    balance = dict(enumerate([*weights, 1.0]))
    machine = LinearSVC(
        C=solver.cost,
        tol=solver.tolerance,
        max_iter=solver.max_iterations,
        class_weight={label: balance[label] for label in trained},
        random_state=0,
    )
    with config_context(assume_finite=True, skip_parameter_validation=True):
        machine.fit(rows, targets, sample_weight=mask)
    coefficients, intercepts = machine.coef_.T, machine.intercept_
    if len(trained) == 2:  # one problem, the margin of the second label
        coefficients = np.hstack([-coefficients, coefficients])
        intercepts = np.concatenate([-intercepts, intercepts])
    return coefficients[:, :n_classes], intercepts[:n_classes]
