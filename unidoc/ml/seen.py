"""A document as a look for drift sees it: its stems and what the model said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import Stemmer

from unidoc.ml.classifier import Classifier
from unidoc.ml.text import canonical, is_cyrillic, tokenise

_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A document as a look sees it.

    ``words`` maps stems to the forms they had; ``chances`` are the probabilities of the
    model's classes, in its order.
    """

    key: str
    words: Mapping[str, str]
    language: str
    characters: int
    best: str
    probability: float
    score: float
    unknown: bool
    chances: tuple[float, ...]


def ask(model: Classifier, documents: Sequence[tuple[str, str, str]]) -> list[Seen]:
    """What a model makes of documents that it has not seen: (key, text, language) each."""
    texts = [text for _key, text, _language in documents]
    answers, chances = model.predict(texts), model.probabilities(texts).tolist()
    return [
        Seen(
            key=key,
            words=stems(text),
            language=language,
            characters=len(text),
            best=answer.candidates[0].label,
            probability=answer.probability,
            score=answer.score,
            unknown=answer.outcome == "unknown",
            chances=tuple(row),
        )
        for (key, text, language), answer, row in zip(
            documents, answers, chances, strict=True
        )
    ]


def stems(text: str) -> dict[str, str]:
    """The stems of a text's words, without numbers, with a form of each."""
    words = {
        canonical(word)
        for word in tokenise(text)
        if len(word) >= _SHORTEST_WORD and word.isalpha()
    }
    return {_stemmer(is_cyrillic(word)).stemWord(word): word for word in sorted(words)}


@cache
def _stemmer(russian: bool) -> Stemmer.Stemmer:  # noqa: FBT001 - a script, not a switch
    return Stemmer.Stemmer("russian" if russian else "english")
