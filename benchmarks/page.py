"""Put the figures of results files into a Markdown page, between its markers.

``python -m benchmarks.page docs/ml/results.md FOLDER``

The page has pairs of lines ``<!-- budget -->`` and ``<!-- /budget -->``; what lies
between is replaced by the table of the benchmark of that name. FOLDER holds
``quality.json``, ``novelty.json``, ``fewshot.json``, ``corrections.json``,
``deletion.json``, ``short_texts.json``, ``suspects.json`` and ``budget.jsonl``; a
section whose file is absent stays as it is.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from benchmarks import (
    budget,
    comparison,
    corrections,
    deletion,
    fewshot,
    novelty,
    short_texts,
    suspects,
)
from benchmarks.options import existing_file
from benchmarks.results import Record, read_lines, read_records


class PageError(ValueError):
    """The page lacks a section's markers; the message names them."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: the results file it comes from and how it is written."""

    file: str
    render: Callable[[Sequence[Record]], str]


SECTIONS: Mapping[str, Section] = MappingProxyType(
    {
        "overview": Section("quality.json", comparison.overview_of),
        "quality": Section("quality.json", comparison.full_tables),
        "learning": Section("quality.json", comparison.learning_tables),
        "budget": Section("budget.jsonl", budget.render),
        "novelty": Section("novelty.json", novelty.render),
        "fewshot": Section("fewshot.json", fewshot.render),
        "corrections": Section("corrections.json", corrections.render),
        "deletion": Section("deletion.json", deletion.render),
        "short_texts": Section("short_texts.json", short_texts.render),
        "suspects": Section("suspects.json", suspects.render),
    }
)


def origin(records: Iterable[Record]) -> str:
    """A sentence that says which commits, days, machine and versions figures are of."""
    known = [record["circumstances"] for record in records]
    values = {key: sorted({one[key] for one in known}) for key in known[0]}
    facts = [f"{key} {' and '.join(each)}" for key, each in values.items()]
    return f"*{'; '.join(facts)}.*"


def section_text(section: Section, folder: Path) -> str | None:
    """The section's new content; None where its results file is absent."""
    path = folder / section.file
    records = read_lines(path) if path.suffix == ".jsonl" else read_records(path)
    return f"{section.render(records)}\n{origin(records)}" if records else None


def replace_section(page: str, name: str, text: str) -> str:
    """The page with ``text`` between the markers of ``name``."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    between = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    filled = f"{start}\n\n{text.strip()}\n\n{end}"
    new, count = between.subn(lambda _: filled, page)
    if count != 1:
        raise PageError(f"The page must have {start} and {end} once each.")
    return new


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.page", description=__doc__)
    parser.add_argument("page", metavar="PAGE.md", type=existing_file)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    options = parser.parse_args(arguments)
    page = options.page.read_text(encoding="utf-8")
    for name, section in SECTIONS.items():
        text = section_text(section, options.folder)
        page = page if text is None else replace_section(page, name, text)
    options.page.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
