from __future__ import annotations

import numpy as np

from unidoc.ml.small_classes import SMALL_CLASS, fading


def test_a_class_has_the_more_of_its_vote_the_more_times_larger_the_others_are() -> (
    None
):
    left = fading(np.array([1, 2, 5, 10, 40, 60, 80, 100, 120]))
    assert left[0] == 1
    assert (np.diff(left[1:4]) < 0).all()
    assert left[3] > 0


def test_small_classes_among_small_ones_have_hardly_a_vote() -> None:
    among_small = fading(np.array([6, 8, 9, 10, 11, 12, 13]))
    among_large = fading(np.array([6, 80, 90, 100, 110, 120, 130]))
    assert among_small[0] < among_large[0] / 4
    assert not among_small[3:].any()


def test_large_and_empty_classes_have_none() -> None:
    left = fading(np.array([0, SMALL_CLASS + 1, 500, 500, 500]))
    assert not left.any()
