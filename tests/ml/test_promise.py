"""The check of the error budget: seldom wrong while it is kept, quick when it is broken."""

import numpy as np

from unidoc.ml.promise import Audited, Evidence, evidence


def stream(error: float, documents: int, seed: int, budget: float = 0.05) -> Evidence:
    wrong = np.random.default_rng(seed).random(documents) < error
    return evidence(Audited(bool(one), budget) for one in wrong)


def test_nothing_says_nothing() -> None:
    assert evidence([]) == Evidence(0, 0, 0.0)


def test_a_kept_budget_is_left_alone() -> None:
    # At the budget exactly: at most 500 / 5000 of the streams, plus three standard errors.
    alarms = sum(stream(0.05, 500, seed).broken for seed in range(100))
    assert alarms <= 19
    assert not any(stream(0.02, 1000, seed).broken for seed in range(50))


def test_a_broken_budget_is_found() -> None:
    assert all(stream(0.25, 150, seed).broken for seed in range(20))
    assert sum(stream(0.15, 300, seed).broken for seed in range(50)) >= 45


def test_a_late_change_is_found_as_well() -> None:
    good, bad = [Audited(False, 0.05)] * 2000, [Audited(True, 0.05)] * 12
    assert not evidence(good).broken
    assert evidence(good + bad).broken


def test_budgets_may_differ() -> None:
    strict = [Audited(True, 0.01)] * 3 + [Audited(False, 0.5)] * 3
    assert (evidence(strict).audited, evidence(strict).wrong) == (6, 3)
