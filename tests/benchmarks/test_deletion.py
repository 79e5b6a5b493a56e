from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import deletion
from benchmarks.results import read_records


def test_cuts_every_occurrence_of_a_word() -> None:
    assert deletion.without("Tax, invoice; TAX return", ["tax"]) == ", invoice;  return"


def test_runs_on_a_corpus(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "deletion.json"
    deletion.main([str(corpus), "--budgets", "0.2,0.4", "--json", str(results)])
    (record,) = read_records(results)
    assert [row["budget"] for row in record["budgets"]] == [0.2, 0.4]
    assert all(row["documents"] for row in record["budgets"])
    assert "filed documents" in capsys.readouterr().out
