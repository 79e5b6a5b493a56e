"""The words of many texts at once: those of `tokenise`, without a string for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unidoc.ml.portions import of_texts
from unidoc.ml.text import LONGEST_WORD, fold, mend, tokenise
from unidoc.ml.word_keys import BREAK, ENCODING, LACKING, Runs, folded

_BETWEEN = f" {BREAK} "
# Neither a space nor of a word, too.
_NO_BREAK = "?"
_TOGETHER = 1 << 16  # characters
# Their lower case are two characters, and another one at the end of a word.
_UNLIKE_OTHERS = ("\u0130", "Σ")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of some texts, in order.

    Attributes:
        per_text: int64, how many each text has.
        keys: uint64, one per word; NO_KEY where letters alone tell a word.

    """

    per_text: NDArray[np.int64]
    keys: NDArray[np.uint64]
    _text: str
    _runs: Runs

    @classmethod
    def of(cls, texts: Sequence[str]) -> Tokens:
        joined = _BETWEEN.join([*texts, ""])
        if joined.count(BREAK) != len(texts):
            texts = [text.replace(BREAK, _NO_BREAK) for text in texts]
            joined = _BETWEEN.join([*texts, ""])
        joined = mend(joined)
        if not joined.isascii() and any(map(joined.__contains__, _UNLIKE_OTHERS)):
            joined = fold(joined)
        runs = Runs.of(joined)
        per_text = np.diff(runs.before_breaks(), prepend=0)
        return cls(per_text, runs.keys(), joined, runs)

    def words(self, places: NDArray[np.intp]) -> list[str]:
        """The words at some places."""
        begins = self._runs.begins[places] - 1  # the buffer begins with a space
        ends = begins + self._runs.lengths[places]
        bounds = zip(begins.tolist(), ends.tolist(), strict=True)
        words = [self._text[begin:end] for begin, end in bounds]
        return fold(BREAK.join(words)).split(BREAK) if words else []


def tokenise_many(texts: Sequence[str]) -> Iterator[Tokens]:
    """The words of all texts, of several texts at a time."""
    return map(Tokens.of, of_texts(texts, _TOGETHER, len(texts)))


def words_of(text: str) -> list[str]:
    """The words of one text."""
    encoded = folded(mend(text).replace(BREAK, _NO_BREAK))
    words = encoded.decode(ENCODING, errors="replace").split()
    if LACKING in encoded or max(map(len, words), default=0) > LONGEST_WORD:
        return tokenise(text)
    return words
