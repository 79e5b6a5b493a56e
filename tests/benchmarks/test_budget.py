from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import budget
from benchmarks.corpus import Documents
from benchmarks.results import Record, read_lines


def record(seed: int, filed: int, wrong: int) -> Record:
    outcome = {"budget": 0.05, "filed": filed, "wrong": wrong}
    return {
        "corpus": "easy",
        "split": seed,
        "train": 40,
        "test": 100,
        "budgets": [outcome],
    }


def test_allows_five_per_cent_and_two_standard_errors() -> None:
    assert budget.allowed_share(200) == pytest.approx(0.0808, abs=1e-4)


def test_a_resplit_keeps_every_document_once() -> None:
    documents = Documents([str(i) for i in range(50)], ["a", "b"] * 25)
    train, test = budget.resplit(documents, 20, seed=3)
    assert (len(train), len(test)) == (20, 30)
    assert sorted(train.texts + test.texts) == sorted(documents.texts)
    assert budget.resplit(documents, 20, seed=3) == (train, test)
    assert budget.resplit(documents, 20, seed=4) != (train, test)


def test_sums_up_splits_over_the_budget() -> None:
    records = [record(0, 50, 1), record(1, 50, 5), record(2, 0, 0), record(3, 100, 5)]
    (row,) = budget.summaries(records)
    assert row["splits"] == 4
    assert row["over"] == 0.25
    assert row["nothing_filed"] == 0.25
    assert row["coverage"] == pytest.approx(0.5)
    assert row["error"] == pytest.approx((0.02 + 0.1 + 0.05) / 3)
    assert row["kept"] == "yes"


def test_a_broken_promise_shows() -> None:
    (row,) = budget.summaries([record(seed, 50, 10) for seed in range(40)])
    assert (row["over"], row["kept"]) == (1, "NO")


def test_goes_on_where_it_stopped(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = tmp_path / "budget.jsonl"
    command = [str(corpus), "--train", "60", "--budgets", "0.05,0.2"]
    budget.main([*command, "--splits", "1", "--json", str(lines)])
    budget.main([*command, "--splits", "2", "--json", str(lines)])
    records = read_lines(lines)
    assert [r["split"] for r in records] == ["given", 0, 1]
    assert [len(r["budgets"]) for r in records] == [2, 2, 2]
    assert "easy" in capsys.readouterr().out
