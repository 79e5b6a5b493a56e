"""The error budget keeps its promise, and says what it lacks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import bdtr

from tests.ml.archive import archive
from unidoc.ml import Classifier, InvalidInputError
from unidoc.ml.budget import DELTA, Evidence, smallest_sample


def world(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Scores, and errors that grow rarer with the score; 10 % of all are wrong."""
    scores = rng.uniform(0, 1, n)
    return scores, rng.uniform(0, 1, n) < 0.25 * (1 - scores) ** 1.5


@pytest.mark.parametrize("alpha", [0.01, 0.02, 0.05])
def test_the_promise_is_kept_in_nearly_all_archives(alpha: float) -> None:
    rng = np.random.default_rng(0)
    future, wrong = world(200_000, rng)
    broken, coverage = 0, []
    trials = 300
    for _ in range(trials):
        evidence = Evidence.collect(*world(1500, rng))
        certified = evidence.certified(alpha)
        if not len(certified):
            continue
        filed = future >= evidence.scores[certified[-1] - 1]
        broken += wrong[filed].mean() > alpha
        coverage.append(filed.mean())
    assert broken / trials <= DELTA + 2 * np.sqrt(DELTA * (1 - DELTA) / trials)
    assert np.mean(coverage) > {0.01: 0.05, 0.02: 0.1, 0.05: 0.4}[alpha]


def test_the_smallest_sample_is_the_binomial_one() -> None:
    # (1 - alpha)^n <= level
    assert smallest_sample(0.05, 0, 0.025) == 72
    assert smallest_sample(0.01, 0, 0.025) == 368
    assert smallest_sample(0.05, 4, 0.025) > 72


def test_an_early_error_does_not_end_the_search() -> None:
    scores = np.linspace(1, 0, 1000)
    places = {"never": [], "early": [10], "often": [10, 40, 70, 100, 130, 160]}
    counts = {}
    for name, errors in places.items():
        wrong = np.isin(np.arange(1000), errors)
        wrong[600:] = True
        certified = Evidence.collect(scores, wrong).certified(0.05)
        counts[name] = certified.max(initial=0)
    assert counts["never"] > counts["early"] > 600 > counts["often"] == 0


def test_a_passed_start_hands_its_level_on() -> None:
    """From the second start on a sequence without failure is tested at DELTA."""
    wrong = np.arange(2000) >= 1500
    certified = Evidence.collect(np.linspace(1, 0, 2000), wrong).certified(0.05)
    filed = int(certified[-1])
    assert certified.tolist() == list(range(int(certified[0]), filed + 1))
    assert bdtr(filed - 1500, filed, 0.05) <= DELTA
    assert bdtr(filed - 1499, filed + 1, 0.05) > DELTA


def test_with_too_little_data_nothing_is_filed() -> None:
    evidence = Evidence.collect(np.linspace(0, 1, 60), np.zeros(60, dtype=bool))
    assert not len(evidence.certified(0.05))
    assert evidence.documents_needed(0.05) == pytest.approx(30, abs=5)
    assert evidence.documents_needed(0.2) == 0


def test_more_of_a_hopeless_archive_does_not_help() -> None:
    wrong = np.arange(400) % 2 == 0
    evidence = Evidence.collect(np.linspace(0, 1, 400), wrong)
    assert evidence.documents_needed(0.01) is None


def test_tied_scores_are_filed_together_or_not_at_all() -> None:
    scores = np.array([1.0] * 300 + [0.5] * 300)
    wrong = np.array([False] * 300 + [False] * 100 + [True] * 200)
    for order in (np.arange(600), np.arange(600)[::-1]):
        evidence = Evidence.collect(scores[order], wrong[order])
        assert evidence.certified(0.05).tolist() == [300]


def test_a_start_that_fails_leaves_a_gap_in_what_is_certified() -> None:
    """What lies before the second start was tested and failed: it is not filed alone."""
    wrong = np.isin(np.arange(1000), [10])
    certified = Evidence.collect(np.linspace(1, 0, 1000), wrong).certified(0.05)
    assert certified[0] == smallest_sample(0.05, 4, 0.75 * DELTA)
    assert certified[-1] == 1000


def test_coverage_grows_with_the_budget(trained: Classifier) -> None:
    curve = trained.coverage_curve([0.001, 0.02, 0.05, 0.1, 0.3])
    shares = [share for _, share in curve]
    assert shares == sorted(shares)
    assert shares[0] == 0 < shares[-1] <= 1
    assert trained.labels_needed(0.1) == 0
    needed = trained.labels_needed(0.001)
    assert needed is not None
    assert needed > 500


def test_a_class_with_enough_evidence_has_its_own_threshold() -> None:
    model = Classifier(0.05).fit(*archive(120))
    own = {label: model.threshold(0.05, label) for label in model.classes_}
    assert all(threshold is not None for threshold in own.values())
    assert len(set(own.values())) > 1
    assert model.threshold(0.05, "no such class") == model.threshold(0.05)


@pytest.mark.parametrize("alpha", [0, 1, -0.1])
def test_a_budget_is_a_share(trained: Classifier, alpha: float) -> None:
    with pytest.raises(InvalidInputError, match="between 0 and 1"):
        trained.threshold(alpha)
