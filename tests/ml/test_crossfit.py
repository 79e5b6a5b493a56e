"""Out-of-fold margins come from models that had not seen the fold."""

from __future__ import annotations

import numpy as np

from tests.ml.archive import archive
from unidoc.ml.crossfit import CrossFit, stratified_folds
from unidoc.ml.dual import Problem
from unidoc.ml.examples import Examples
from unidoc.ml.features import FeatureOptions, Vectoriser

N_FOLDS = 5


def test_a_folds_own_labels_have_no_say_in_its_margins() -> None:
    texts, labels = archive(12)
    vectoriser, rows = Vectoriser.fit(texts, FeatureOptions())
    classes = Examples.check(texts, labels, None).numbers
    folds = stratified_folds(classes, N_FOLDS)

    def crossed(labels: np.ndarray) -> CrossFit:
        problem = Problem.state(rows, labels, folds)
        parts = [(fold,) for fold in range(N_FOLDS)]
        return CrossFit.fit(rows, problem, parts, vectoriser.widths)

    before = crossed(classes).margins
    for fold in range(N_FOLDS):
        own = folds == fold
        shuffled = classes.copy()
        shuffled[own] = np.roll(classes[own], 1)
        after = crossed(shuffled).margins
        np.testing.assert_array_equal(after[own], before[own])
        assert (after[~own] != before[~own]).any()


def test_the_mean_of_the_folds_duals_is_near_the_optimum() -> None:
    texts, labels = archive(30)
    vectoriser, rows = Vectoriser.fit(texts, FeatureOptions())
    classes = Examples.check(texts, labels, None).numbers
    problem = Problem.state(rows, classes, stratified_folds(classes, N_FOLDS))
    parts = [(fold,) for fold in range(N_FOLDS)]
    crossed = CrossFit.fit(rows, problem, parts, vectoriser.widths)
    solution = problem.at(crossed.duals)
    np.testing.assert_allclose(solution.weights, rows.T @ solution.duals, atol=1e-5)
    optimum = problem.solve(100).weights
    problem.improve(solution, 2)
    ours, alone = (
        np.abs(weights - optimum).max()
        for weights in (solution.weights, problem.solve(4).weights)
    )
    assert ours < alone
