from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import quality
from benchmarks.results import merge_record, read_records
from benchmarks.trial import Task, TrialError, run_trial


def test_runs_models_and_merges_results(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results.json"
    command = [str(corpus), "--json", str(results), "--models"]
    quality.main([*command, "complement_nb"])
    quality.main([*command, "linear_svc_words", "--sizes", "40"])
    records = read_records(results)
    assert [(r["model"], r["size"]) for r in records] == [
        ("complement_nb", None),
        ("linear_svc_words", 40),
    ]
    assert [r["train"] for r in records] == [80, 40]
    assert all(r["accuracy"] > 0.9 and r["peak_rss_mb"] > 10 for r in records)
    assert records[0]["ece"] is not None
    assert records[1]["ece"] is None
    assert "best peer" in capsys.readouterr().out


def test_a_failing_model_is_told_with_its_reason(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.jsonl"
    nothing.write_text("")
    with pytest.raises(TrialError, match="no document of split 'train'"):
        run_trial(Task(str(nothing), "complement_nb"))


def test_a_trial_ends_at_its_time_limit(corpus: Path) -> None:
    with pytest.raises(TrialError, match="more than 0 s"):
        run_trial(Task(str(corpus), "complement_nb"), timeout=0.05)


def test_an_unknown_model_is_refused(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        quality.main([str(corpus), "--models", "oracle"])
    assert "unknown model 'oracle'" in capsys.readouterr().err


def test_merging_replaces_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    for name, value in (("a", 1), ("b", 2), ("a", 3)):
        merge_record(path, {"name": name, "value": value}, lambda r: r["name"])
    assert read_records(path) == [
        {"name": "b", "value": 2},
        {"name": "a", "value": 3},
    ]


def test_plots_are_small_and_repeatable(tmp_path: Path) -> None:
    from benchmarks import plots  # here, for Matplotlib takes its time to load

    records = [_record("unidoc", None, 0.9), _record("forest", 50, 0.5)]
    records.append(_record("forest", None, 0.6))
    plots.draw_all(records, tmp_path / "one")
    plots.draw_all(records, tmp_path / "two")
    drawn = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert drawn == [
        "cost.svg",
        "filing.svg",
        "learning_easy_fit_cpu_seconds.svg",
        "learning_easy_macro_f1.svg",
        "quality.svg",
        "reliability.svg",
    ]
    for name in drawn:
        content = (tmp_path / "one" / name).read_bytes()
        assert content == (tmp_path / "two" / name).read_bytes()
        assert len(content) < 60_000


def _record(model: str, size: int | None, score: float) -> dict[str, object]:
    return {
        "corpus": "easy",
        "model": model,
        "size": size,
        "train": size or 100,
        "macro_f1": score,
        "fit_cpu_seconds": 1.5,
        "ece": 0.02,
        "reliability": [{"count": 20, "confidence": 0.8, "accuracy": 0.7}],
        "filing_curve": [
            {"coverage": 0.5, "error": 0.0},
            {"coverage": 1, "error": 0.1},
        ],
    }
