from __future__ import annotations

import numpy as np
import pytest

from benchmarks import measures


def test_accuracy_and_macro_f1() -> None:
    true, predicted = ["a", "a", "a", "b"], ["a", "a", "b", "b"]
    assert measures.accuracy(true, predicted) == 0.75
    assert measures.macro_f1(true, predicted) == pytest.approx((0.8 + 2 / 3) / 2)


def test_macro_f1_counts_only_classes_asked_for() -> None:
    assert measures.macro_f1(["a", "b"], ["a", "elsewhere"]) == 0.5


def test_rare_classes_are_those_under_one_per_cent_of_training() -> None:
    train = ["a"] * 199 + ["b"]
    assert measures.rare_class_accuracy(["a", "b", "b"], ["b", "b", "a"], train) == 0.5
    assert measures.rare_class_accuracy(["a"], ["a"], train) is None


def test_perfectly_calibrated_has_no_error() -> None:
    probabilities = np.full(10, 0.8)
    correct = np.array([True] * 8 + [False] * 2)
    bins = measures.reliability(probabilities, correct)
    assert [one.count for one in bins] == [10]
    assert measures.expected_calibration_error(bins) == pytest.approx(0)


def test_overconfidence_is_its_error() -> None:
    correct = np.array([True, False])
    bins = measures.reliability(np.array([1.0, 1.0]), correct)
    assert measures.expected_calibration_error(bins) == pytest.approx(0.5)


def test_filing_curve_goes_from_the_surest_to_all() -> None:
    scores = np.array([0.1, 0.9, 0.5, 0.7])
    correct = np.array([False, True, False, True])
    curve = measures.filing_curve(scores, correct, points=4)
    assert [point.coverage for point in curve] == [0.25, 0.5, 0.75, 1]
    assert [point.error for point in curve] == [0, 0, pytest.approx(1 / 3), 0.5]
