from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import short_texts
from benchmarks.corpus import Documents
from benchmarks.results import read_records


def test_cuts_texts_alone() -> None:
    documents = Documents(["contract of supply", "a"], ["x", "y"])
    cut = short_texts.beginnings(documents, 8)
    assert cut == Documents(["contract", "a"], ["x", "y"])


def test_runs_on_a_corpus(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "short.json"
    command = ["--characters", "40", "--size", "60", "--json", str(results)]
    short_texts.main([str(corpus), *command])
    [record] = read_records(results)
    assert (record["characters"], record["train"]) == (40, 60)
    assert [one["model"] for one in record["models"]] == list(short_texts.MODELS)
    assert all(one["accuracy"] > 0.8 for one in record["models"])
    assert "best peer" in capsys.readouterr().out
