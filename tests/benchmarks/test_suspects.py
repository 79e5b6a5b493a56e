from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import suspects
from benchmarks.corpus import Documents, read_split
from benchmarks.results import read_records


def test_flips_three_per_cent_and_says_which() -> None:
    documents = Documents([str(i) for i in range(100)], ["a", "b"] * 50)
    spoiled, rows = suspects.flipped(documents, suspects.random_flip(["a", "b"]), 0)
    changed = {i for i in range(100) if spoiled.labels[i] != documents.labels[i]}
    assert changed == rows
    assert len(rows) == 3


def test_the_nearest_class_shares_most_words() -> None:
    documents = Documents(
        ["cat dog", "cat cow", "dog cow", "cow pig", "sky sea", "sea sky"],
        ["pets", "pets", "farm", "farm", "nature", "nature"],
    )
    nearest = suspects.nearest_class(documents)
    assert (nearest["pets"], nearest["farm"]) == ("farm", "pets")


def test_precision_and_recall_of_a_ranking() -> None:
    row = suspects.found([*range(200)], wrong={0, 1, 5, 150})
    assert row["precision"] == 3 / 50
    assert row["best_precision"] == 4 / 50
    assert row["recall"] == 3 / 4


def test_runs_on_a_corpus(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "suspects.json"
    suspects.main([str(corpus), "--seeds", "1", "--json", str(results)])
    records = read_records(results)
    assert [record["flips"] for record in records] == ["random", "class-dependent"]
    # Two of eighty labels are wrong in classes that share no word.
    assert records[0]["recall"] == 1
    assert len(read_split(corpus, "train")) == 80
    assert "precision" in capsys.readouterr().out
