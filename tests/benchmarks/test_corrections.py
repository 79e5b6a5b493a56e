from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import corrections, engine
from benchmarks.corpus import Documents
from benchmarks.results import read_records


def test_the_next_of_a_class_go_round_and_leave_the_document_out() -> None:
    documents = Documents([str(i) for i in range(8)], list("abababab"))
    assert corrections.next_of_class(documents, 4) == [6, 0, 2]


def test_runs_on_a_corpus(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "corrections.json"
    corrections.main([str(corpus), "--json", str(results)])
    (record,) = read_records(results)
    assert record["taken_back"]
    assert record["others_0"] > 0.5
    assert record["others_500"] is None
    assert "document itself right" in capsys.readouterr().out


def test_accuracy_elsewhere_is_followed_over_the_corrections() -> None:
    found = corrections.others([[0.5, 0.6, 0.7], [0.7, 0.8]])
    assert found["others_0"] == pytest.approx(0.6)
    assert found["others_10"] == pytest.approx(0.7)
    assert found["others_30"] is None


def test_a_wrong_answer_is_corrected_and_taken_back() -> None:
    train = Documents(
        ["red apple pie", "apple cake red", "green grass field", "grass green lawn"]
        * 5,
        ["fruit", "fruit", "garden", "garden"] * 5,
    )
    model = engine.train(train)
    test = Documents(["green grass lawn apple"] * 2, ["fruit"] * 2)
    record = corrections.correct_each_alone(model, test, limit=1)
    assert record["corrected_alone"] == 1
    assert record["fixed"] == 1
    assert record["next_before"] == 0
    assert record["taken_back"]
