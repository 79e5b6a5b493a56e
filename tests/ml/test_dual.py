"""The solver against liblinear on the same problem."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

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


def test_many_passes_find_liblinears_optimum() -> None:
    rows, stated = problem(30)
    solution = stated.solve(300)
    peer = LinearSVC(class_weight="balanced", intercept_scaling=np.sqrt(0.03), tol=1e-6)
    peer.fit(rows.astype(np.float64), stated.classes)
    np.testing.assert_allclose(solution.weights, peer.coef_.T, atol=2e-3)
    np.testing.assert_allclose(solution.intercepts, peer.intercept_, atol=2e-3)


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
