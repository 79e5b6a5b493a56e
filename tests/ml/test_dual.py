"""The solver against a general one on the same problem."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

from tests.ml.archive import archive
from unidoc.ml.dual import Problem
from unidoc.ml.examples import Examples
from unidoc.ml.features import FeatureOptions, Vectoriser


def problem(per_class: int) -> tuple[sp.csr_matrix, Problem]:
    texts, labels = archive(per_class)
    _, rows = Vectoriser.fit(texts, FeatureOptions())
    classes = Examples.check(texts, labels, None).numbers
    parts = np.arange(len(classes)) % 3
    return rows, Problem.state(rows, classes, parts)


def optimum(
    rows: sp.csr_matrix, own: NDArray[np.bool_], weight: float
) -> NDArray[np.float64]:
    """Weights and intercept of one class against the rest, by minimising the primal."""
    signs, costs = np.where(own, 1.0, -1.0), np.where(own, weight, 1.0)

    def primal(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, above = point[:-1], point[-1] + 1  # above the start of -1
        missing = np.maximum(1 - signs * (rows @ weights + point[-1]), 0)
        slope = -2 * costs * signs * missing
        value = weights @ weights / 2 + above**2 / 0.06 + costs @ missing**2
        return value, np.append(weights + slope @ rows, above / 0.03 + slope.sum())

    start = np.zeros(rows.shape[1] + 1)
    found = minimize(primal, start, jac=True, method="L-BFGS-B", tol=1e-12)
    point: NDArray[np.float64] = found.x
    return point


def test_many_passes_find_the_optimum() -> None:
    rows, stated = problem(30)
    solution = stated.solve(300)
    counts = np.bincount(stated.classes)
    for number, weight in enumerate(len(stated.classes) / (len(counts) * counts)):
        own = stated.classes == number
        point = optimum(rows.astype(np.float64), own, weight)
        np.testing.assert_allclose(solution.weights[:, number], point[:-1], atol=2e-3)
        np.testing.assert_allclose(solution.intercepts[number], point[-1], atol=2e-3)


def test_the_weights_are_those_of_the_duals() -> None:
    rows, stated = problem(20)
    solution = stated.solve(2)
    np.testing.assert_allclose(solution.weights, rows.T @ solution.duals, atol=1e-5)
    own = solution.duals[np.arange(len(stated.classes)), stated.classes]
    assert (own >= 0).all()
    assert (solution.duals.sum(axis=1) <= own).all()


def test_parts_left_out_leave_no_trace() -> None:
    rows, stated = problem(20)
    kept = stated.parts != 1
    solution = stated.solve(2, without=[1])
    assert not solution.duals[~kept].any()
    only_there = np.flatnonzero(rows.getnnz(axis=0) - rows[kept].getnnz(axis=0))
    only_there = only_there[rows[kept].getnnz(axis=0)[only_there] == 0]
    assert len(only_there)
    assert not solution.weights[only_there].any()
