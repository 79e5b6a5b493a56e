"""Markdown tables, the form in which every benchmark prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, how its value is got from a row, and how it is written."""

    title: str
    value: Callable[[Any], object]
    form: str = ""

    def cell(self, row: Any) -> str:
        value = self.value(row)
        return ABSENT if value is None else format(value, self.form)


def markdown_table(columns: Sequence[Column], rows: Iterable[Any]) -> str:
    lines = [
        [column.title for column in columns],
        ["---"] * len(columns),
        *([column.cell(row) for column in columns] for row in rows),
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def percent(key: str, title: str, form: str = ".1f") -> Column:
    """A column that shows the share under ``key`` in per cent."""
    return Column(
        f"{title} %", lambda r: None if r[key] is None else 100 * r[key], form
    )


def mean_of(key: str, rows: Iterable[Any]) -> float | None:
    """The mean of what the rows have under ``key``; None where none has anything."""
    values = [row[key] for row in rows if row[key] is not None]
    return sum(values) / len(values) if values else None
