from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import novelty
from benchmarks.engine import Filing
from benchmarks.results import read_records


def test_a_fifth_of_the_classes_is_left_out() -> None:
    labels = [f"class {number}" for number in range(10)] * 3
    out = novelty.left_out_classes(labels, seed=0)
    assert len(out) == 2
    assert out < set(labels)
    assert len(novelty.left_out_classes(["a", "b"], seed=0)) == 1


def test_counts_known_and_unknown_apart() -> None:
    found = Filing(
        filed=np.array([True, True, False, True]),
        unknown=np.array([False, False, True, False]),
        correct=np.array([True, False, False, False]),
        scores=np.array([0.9, 0.5, 0.1, 0.4]),
    )
    row = novelty.outcome(found, np.array([False, False, True, True]))
    assert row["coverage"] == 1
    assert row["error"] == 0.5
    assert row["unknown_filed"] == 0.5
    assert row["unknown_told"] == 0.5
    assert row["known_told"] == 0
    assert row["auroc"] == 1


def test_runs_on_a_corpus(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "novelty.json"
    arguments = [str(corpus), "--draws", "2", "--sizes", "20"]
    novelty.main([*arguments, "--json", str(results)])
    (record,) = read_records(results)
    assert len(record["draws"]) == 2 * 2 * len(novelty.BUDGETS)
    assert {row["size"] for row in novelty.summaries(record)} == {20, None}
    assert "AUROC" in capsys.readouterr().out
