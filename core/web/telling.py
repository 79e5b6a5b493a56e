"""A document's text with the words that told most: for its best candidate, or against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.selectors.documents import Candidate
from core.selectors.reasons import Reasons

# More marks than these say nothing; nor do words far lighter than the weightiest one.
MOST_WORDS = 16
LIGHTEST = 0.12

Side = Literal["", "for", "against"]
Mark = tuple[int, int, Side]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text that speaks for the project, against it, or neither."""

    text: str
    side: Side = ""


def told_terms(
    told: Reasons | None, offered: Sequence[Candidate]
) -> Sequence[dict[str, Any]]:
    """The terms, if they speak for the first project offered: the page says so of them.

    They may speak for one that the reader does not see.
    """
    if told is None or not offered or offered[0].project != told.project:
        return []
    return told.terms


def telling_parts(text: str, terms: Sequence[dict[str, Any]]) -> list[Part]:
    """``text``, whole, cut where the weightiest of ``terms`` stand in it."""
    return list(_cut(text, _marks(text, terms)))


def head(parts: Sequence[Part], length: int) -> list[Part]:
    """The first ``length`` characters."""
    kept: list[Part] = []
    for part in parts:
        kept.append(Part(part.text[:length], part.side))
        length -= len(part.text)
        if length <= 0:
            break
    return kept


def _marks(text: str, terms: Sequence[dict[str, Any]]) -> list[Mark]:
    inside = [
        term for term in terms if term["start"] is not None and term["end"] <= len(text)
    ]
    weighty = sorted(inside, key=lambda term: -abs(term["weight"]))[:MOST_WORDS]
    least = LIGHTEST * abs(weighty[0]["weight"]) if weighty else 0.0
    return sorted(
        (term["start"], term["end"], "for" if term["weight"] > 0 else "against")
        for term in weighty
        if abs(term["weight"]) >= least
    )


def _cut(text: str, marks: list[Mark]) -> Iterator[Part]:
    place = 0
    for start, end, side in marks:
        if start > place:
            yield Part(text[place:start])
        yield Part(text[start:end], side)
        place = end
    if place < len(text):
        yield Part(text[place:])
