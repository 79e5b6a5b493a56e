from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import fewshot
from benchmarks.corpus import Documents
from benchmarks.results import read_records


def test_every_class_is_new_once() -> None:
    labels = ["a", "b", "c", "d", "e"] * 2
    groups = fewshot.class_groups(labels, 2)
    assert sorted(len(group) for group in groups) == [2, 3]
    assert set.union(*groups) == set(labels)
    assert len(fewshot.class_groups(labels, 99)) == 5


def test_only_new_classes_lose_documents() -> None:
    documents = Documents([str(i) for i in range(30)], ["a", "b", "c"] * 10)
    few = fewshot.with_few(documents, {"b"}, examples=2, seed=0)
    assert Counter(few.labels) == {"a": 10, "b": 2, "c": 10}


def test_runs_on_a_corpus(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "fewshot.json"
    command = ["--examples", "1,5", "--groups", "2", "--json", str(results)]
    fewshot.main([str(corpus), *command])
    (record,) = read_records(results)
    ways = [(run["way"], run["examples"]) for run in record["runs"]]
    assert (
        ways
        == [("trained", 1), ("trained", 5)] * 2 + [("learnt", 1), ("learnt", 5)] * 2
    )
    assert all(run["others"] > 0.9 for run in record["runs"])
    assert "recall" in capsys.readouterr().out
