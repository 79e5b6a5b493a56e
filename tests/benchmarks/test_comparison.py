from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import comparison
from benchmarks.results import Record


def record(model: str, macro_f1: float, seconds: float = 1.0) -> Record:
    numbers = dict.fromkeys(
        (
            "accuracy",
            "documents_per_second",
            "one_document_p50_ms",
            "one_document_p99_ms",
            "model_mb",
            "fit_peak_rss_mb",
            "peak_rss_mb",
            "fit_seconds",
        ),
        1.0,
    )
    return {
        **numbers,
        "corpus": "easy",
        "model": model,
        "size": None,
        "train": 80,
        "test": 40,
        "classes": 4,
        "macro_f1": macro_f1,
        "rare_class_accuracy": None,
        "ece": None,
        "fit_cpu_seconds": seconds,
    }


RECORDS = [
    record("fasttext", 0.6),
    record("unidoc", 0.9, 0.5),
    record("linear_svc_balanced", 0.8),
    record("linear_svc_words_chars", 0.5, 2.0),
]


def test_the_best_peer_is_neither_ours_nor_the_reference() -> None:
    best = comparison.best_peer(RECORDS)
    assert best is not None
    assert best["model"] == "fasttext"


def test_the_overview_sets_the_engine_beside_its_rivals() -> None:
    row = comparison.overview_row(RECORDS)
    assert row is not None
    assert (row["peer"], row["peer_macro_f1"]) == ("fasttext", 0.6)
    assert row["reference_macro_f1"] == 0.8
    assert row["fit_ratio"] == 0.25


def test_the_overview_needs_the_engine_and_a_peer() -> None:
    assert comparison.overview([RECORDS[:1], RECORDS[1:2]]) == ""


def test_prints_a_results_file_in_the_order_of_the_registry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"records": RECORDS}))
    comparison.main([str(path)])
    printed = capsys.readouterr().out
    assert "**mean**" in printed
    assert "best peer, fasttext" in printed
    assert printed.index("\n| unidoc |") < printed.index("\n| fasttext |")
