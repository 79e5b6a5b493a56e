"""Dates and document numbers where a document states them plainly."""

from __future__ import annotations

from core.extraction.result import Fact


def find_facts(text: str) -> tuple[Fact, ...]:
    return ()
