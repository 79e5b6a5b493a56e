from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import page
from benchmarks.results import Record
from tests.benchmarks.test_comparison import RECORDS

CIRCUMSTANCES = {"commit": "abc1234", "date": "2026-01-02"}


def test_fills_the_sections_it_has_results_for(tmp_path: Path) -> None:
    sections = "".join(
        f"<!-- {name} -->\nold\n<!-- /{name} -->\n" for name in page.SECTIONS
    )
    path = tmp_path / "results.md"
    path.write_text(f"# Results\n{sections}The end.\n")
    records = [{**record, "circumstances": CIRCUMSTANCES} for record in RECORDS]
    (tmp_path / "quality.json").write_text(json.dumps({"records": records}))
    page.main([str(path), str(tmp_path)])
    first = path.read_text()
    page.main([str(path), str(tmp_path)])
    assert path.read_text() == first
    assert first.startswith("# Results\n<!-- overview -->\n\n| corpus |")
    assert "### easy: 80 / 40 documents, 4 classes" in first
    assert "*commit abc1234; date 2026-01-02.*" in first
    assert "<!-- budget -->\nold\n<!-- /budget -->" in first
    assert first.endswith("The end.\n")


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(page.PageError, match="<!-- budget -->"):
        page.replace_section("# Results", "budget", "text")


def test_the_page_in_the_documentation_has_all_markers() -> None:
    path = Path(__file__).parents[2] / "docs/ml/results.md"
    text = path.read_text(encoding="utf-8")
    for name in page.SECTIONS:
        text = page.replace_section(text, name, "")


def test_the_origin_names_every_commit() -> None:
    records: list[Record] = [
        {"circumstances": {"commit": commit}} for commit in ("b", "a", "b")
    ]
    assert page.origin(records) == "*commit a and b.*"
