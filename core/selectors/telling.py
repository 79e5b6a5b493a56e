"""The words that told for and against, on the document's own text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from core.models import Decision, Document

# More marks than these say nothing; nor do words far lighter than the weightiest one.
MOST_WORDS = 16
LIGHTEST = 0.12

Side = Literal["", "for", "against"]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of the document's text that speaks for its project, against it, or neither."""

    text: str
    side: Side = ""


def telling_parts(document: Document, verdict: Decision | None) -> list[Part]:
    """The document's text, whole, with the words that told most for its best candidate.

    The words are those that the verdict was stored with; there are none where it gave no
    reasons or was about another version.
    """
    version = document.current_version
    text = version.extraction.text if version else ""
    if version is None or verdict is None or verdict.version_id != version.pk:
        return [Part(text)]
    terms = verdict.evidence.get("reasons", {}).get("terms", [])
    return list(_parts(text, _marks(terms)))


def head(parts: list[Part], length: int) -> list[Part]:
    """The first ``length`` characters."""
    kept: list[Part] = []
    for part in parts:
        kept.append(Part(part.text[:length], part.side))
        length -= len(part.text)
        if length <= 0:
            break
    return kept


def _marks(terms: list[dict[str, Any]]) -> list[tuple[int, int, Side]]:
    """The weightiest terms that lie in the text itself, in its order."""
    inside = [one for one in terms if one["start"] is not None and one["weight"]]
    weighty = sorted(inside, key=lambda one: -abs(one["weight"]))[:MOST_WORDS]
    least = LIGHTEST * abs(weighty[0]["weight"]) if weighty else 0.0
    return sorted(
        (one["start"], one["end"], "for" if one["weight"] > 0 else "against")
        for one in weighty
        if abs(one["weight"]) >= least
    )


def _parts(text: str, marks: list[tuple[int, int, Side]]) -> Iterator[Part]:
    place = 0
    for start, end, side in marks:
        if start > place:
            yield Part(text[place:start])
        yield Part(text[start:end], side)
        place = end
    if place < len(text):
        yield Part(text[place:])
