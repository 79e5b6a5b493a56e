"""Documents of a class never seen go to a person."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.ml.archive import archive, document
from unidoc.ml import Classifier
from unidoc.ml.budget import DELTA, smallest_sample
from unidoc.ml.evidence import OutOfFold
from unidoc.ml.novelty import Lead, share_left


def test_a_class_never_seen_is_not_filed() -> None:
    texts, labels = archive(100)
    known = [i for i, label in enumerate(labels) if label != "people"]
    model = Classifier(0.05).fit([texts[i] for i in known], [labels[i] for i in known])
    rng = random.Random(3)
    strangers = [document("people", rng) for _ in range(60)]
    familiar = [document("finance", rng) for _ in range(60)]
    filed = [
        np.mean([p.outcome == "filed" for p in model.predict(some)])
        for some in (strangers, familiar)
    ]
    assert filed[0] < 0.1
    assert filed[1] > 0.6


def test_the_best_leads_the_second_and_the_ten_that_follow() -> None:
    margins = np.full((2, 20), -2, dtype=np.float32)
    margins[:, 3:13] = -1
    margins[:, [7, 15]] = [[1.0, 0.5], [0.0, -0.5]]
    lead = Lead.of(margins)
    assert lead.over_second.tolist() == [0.5, 0.5]
    # Nine of the ten stand at -1, one at -2.
    assert lead.over_field.tolist() == [2.1, 1.1]
    assert lead.scores.tolist() == [2.6, 1.6]


def test_of_two_classes_the_second_is_the_field() -> None:
    lead = Lead.of(np.array([[1.0, -0.5]], dtype=np.float32))
    assert lead.over_field.tolist() == lead.over_second.tolist() == [1.5]


def test_nearly_all_right_answers_are_known() -> None:
    margins = np.full((100, 3), -1, dtype=np.float32)
    margins[:, 0] = np.linspace(0, 1, 100)
    right = np.arange(100) >= 50
    assert Lead.of(margins).floor(right) == pytest.approx(1.515, abs=0.01)


def test_a_share_of_what_the_promise_allows_is_left_to_a_person() -> None:
    assert share_left(2000, 2000) == 0.05
    assert share_left(1960, 2000) == pytest.approx(0.056)
    assert share_left(500, 2000) == 0.075
    assert share_left(900, 900) == 0.0


def test_the_threshold_stays_among_those_that_passed() -> None:
    """With an early error only the second start passes, just so: nothing below it does."""
    classes = np.arange(1000, dtype=np.int32) % 2
    margins = np.zeros((1000, 2), dtype=np.float32)
    margins[np.arange(1000), classes] = np.linspace(2, 1, 1000)
    start = smallest_sample(0.05, 4, 0.75 * DELTA)
    margins[5] = margins[5, ::-1]
    margins[start:] = margins[start:, ::-1]
    known = OutOfFold.collect(margins, classes)
    threshold = known.threshold(0.05)
    assert threshold is not None
    assert (known.scores >= threshold).sum() == start


def with_a_sure_class(errors: int) -> OutOfFold:
    """The large class is always right; of the others half are wrong up to a score of 4,
    and so many of those above.
    """
    classes = np.repeat(np.array([0, 1, 2], dtype=np.int32), [600, 200, 200])
    margins = np.zeros((1000, 3), dtype=np.float32)
    clear = np.concatenate([np.linspace(0.1, 3, 600), np.linspace(0.1, 3, 400)])
    margins[np.arange(1000), classes] = clear
    wrong = (classes > 0) & (clear < 2) & (np.arange(1000) % 2 == 0)
    wrong[1000 - np.arange(errors) * 20 - 1] = True
    margins[wrong] = margins[wrong][:, [0, 2, 1]]
    return OutOfFold.collect(margins, classes)


def test_a_large_class_asks_at_least_half_of_what_the_archive_does() -> None:
    known = with_a_sure_class(errors=0)
    archive, own = known.threshold(0.05), known.threshold(0.05, 0)
    assert archive is not None
    assert own == pytest.approx(archive / 2, abs=0.02)


def test_a_class_is_not_freer_where_the_archive_can_promise_nothing() -> None:
    known = with_a_sure_class(errors=2)
    assert known.threshold(0.01) is None
    strict, wide = known.threshold(0.01, 0), known.threshold(0.03, 0)
    assert strict == pytest.approx(wide, rel=0.2)
