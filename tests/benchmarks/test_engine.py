from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import engine
from benchmarks.corpus import read_split


@pytest.mark.parametrize("budget", [0.01, 0.1, 0.3])
def test_files_as_the_engine_itself_does(corpus: Path, budget: float) -> None:
    train, test = read_split(corpus, "train"), read_split(corpus, "test")
    model = engine.train(train)
    derived = engine.filings(model, test, [0.05, budget])[budget]
    model.error_budget = budget
    outcomes = [one.outcome for one in model.predict(test.texts)]
    assert derived.filed.tolist() == [one == "filed" for one in outcomes]


def test_coverage_and_error_of_what_was_filed() -> None:
    filing = engine.Filing(
        filed=np.array([True, True, False, False]),
        unknown=np.array([False, False, False, True]),
        correct=np.array([True, False, False, True]),
        scores=np.array([0.9, 0.8, 0.2, 0.1]),
    )
    assert (filing.coverage, filing.error) == (0.5, 0.5)
