"""Where documents have dates, the newest test the promise."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.ml.archive import archive
from unidoc.ml import Classifier, InvalidInputError
from unidoc.ml.recency import check, newest, tightened

FIRST = date(2024, 1, 1)


def test_the_newest_fifth_of_the_dated_is_held_out() -> None:
    dates = [FIRST + timedelta(days=n) for n in range(200)]
    chosen = newest([*reversed(dates), None], 201)
    assert chosen is not None
    np.testing.assert_array_equal(np.flatnonzero(chosen), np.arange(40))
    assert newest(dates[:50], 50) is None
    assert newest(None, 50) is None
    with pytest.raises(InvalidInputError, match="dates"):
        newest(dates, 50)


def test_the_threshold_rises_until_the_newest_keep_the_promise() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    wrong = np.array([False, False, False, True, True, True])
    assert tightened(scores, wrong, 0.3, 0.25) == 0.6
    assert tightened(scores, wrong, 0.3, 0.01) == 0.7
    assert tightened(scores, wrong, 0.3, 0.5) == 0.3
    assert tightened(scores, ~wrong, 0.3, 0.01) is None
    assert tightened(scores, wrong, 0.95, 0.01) == 0.95
    found = check(scores, wrong, 0.55)
    assert (found.documents, found.filed, found.wrong) == (6, 4, 1)


def test_a_world_that_changed_is_noticed(tmp_path: Path) -> None:
    texts, labels = archive(120)
    dates = [FIRST + timedelta(days=n) for n in range(len(texts))]
    steady = Classifier(0.05).fit(texts, labels, dates=dates)
    calm = steady.newest_check(0.05)
    assert calm is not None
    assert calm.wrong <= 0.05 * calm.filed
    # From now on the team files its contracts with the finance documents.
    changed = [
        "finance" if label == "contracts" and n >= 400 else label
        for n, label in enumerate(labels)
    ]
    moved = Classifier(0.05).fit(texts, changed, dates=dates)
    seen = moved.newest_check(0.05)
    assert seen is None or seen.wrong > calm.wrong
    before, after = steady.threshold(0.05), moved.threshold(0.05)
    assert before is not None
    assert after is None or after > before
    moved.save(tmp_path / "model")
    assert Classifier.load(tmp_path / "model").newest_check(0.05) == seen
