"""Why the champion says what it says of a text: the words for and against, on the text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from core.models import Decision, Document
from core.services import serving
from core.services.text import text_of
from unidoc.ml import UnsupportedByRecipeError
from unidoc.ml.explain import Span

# More marks than these say nothing; nor do words far lighter than the weightiest one.
MOST_WORDS = 16
LIGHTEST = 0.12
# A longer text costs more than it tells.
LONGEST = 200_000

Side = Literal["", "for", "against"]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of the document's text that speaks for its project, against it, or neither."""

    text: str
    side: Side = ""


def telling_parts(document: Document, verdict: Decision | None) -> list[Part]:
    """The document's text, whole, with the words that told most for its best candidate.

    Without marks where nothing can be said: another model gave the verdict, the recipe
    has no exact explanation, or the text is very long.
    """
    version = document.current_version
    text = version.extraction.text if version else ""
    if version is None or verdict is None or len(text) > LONGEST:
        return [Part(text)]
    composed = text_of(version)
    spans = _spans(composed, verdict)
    return list(_parts(text, _shifted(spans, len(composed) - len(text))))


def head(parts: list[Part], length: int) -> list[Part]:
    """The first ``length`` characters."""
    kept: list[Part] = []
    for part in parts:
        kept.append(Part(part.text[:length], part.side))
        length -= len(part.text)
        if length <= 0:
            break
    return kept


def _spans(text: str, verdict: Decision) -> Sequence[Span]:
    try:
        served = serving.champion()
        if served.row.pk != verdict.model_id:
            return ()
        return served.classifier.explain(text).spans
    except (serving.NoModelYet, UnsupportedByRecipeError):
        return ()


def _shifted(spans: Sequence[Span], by: int) -> list[tuple[int, int, Side]]:
    """The weightiest spans that lie in the text itself, in its own places, in order."""
    inside = [span for span in spans if span.start >= by and span.contribution]
    weighty = sorted(inside, key=lambda span: -abs(span.contribution))[:MOST_WORDS]
    least = LIGHTEST * abs(weighty[0].contribution) if weighty else 0.0
    return sorted(
        (span.start - by, span.end - by, "for" if span.contribution > 0 else "against")
        for span in weighty
        if abs(span.contribution) >= least
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
