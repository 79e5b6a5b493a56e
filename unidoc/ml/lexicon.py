"""The distinct words of an archive: each is stemmed and numbered once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
import Stemmer
from numpy.typing import NDArray

from unidoc.ml.stopwords import STOP_WORDS
from unidoc.ml.text import canonical, is_cyrillic
from unidoc.ml.tokens import BREAK, tokenise_many

UNKNOWN = -1
_BREAK = -2


class _Numbering(dict[str, int]):
    """Gives each key beyond the given ones the next number, without leaving C."""

    def __init__(self, given: Mapping[str, int] | None = None, start: int = 0) -> None:
        super().__init__(given or {})
        self._start = start - len(self)

    def __missing__(self, key: str) -> int:
        number = self[key] = self._start + len(self)
        return number


@dataclass(frozen=True, slots=True)
class Words:
    """Word numbers of a batch of documents.

    Attributes:
        numbers: int32, one per token; numbers from len(lexicon) on are `extra`.
        indptr: int64, document i owns numbers[indptr[i]:indptr[i + 1]].
        extra: the words that the lexicon doesn't have, in order of number.

    """

    numbers: NDArray[np.int32]
    indptr: NDArray[np.int64]
    extra: list[str]


@dataclass(slots=True)
class Lexicon:
    """Frozen words and stems; `stem_of[word number]` is a stem number."""

    words: list[str]
    stems: list[str]
    stem_of: NDArray[np.int32]
    index: dict[str, int] = field(init=False, repr=False)
    stem_index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.index = dict(zip(self.words, range(len(self.words)), strict=True))
        self.stem_index = dict(zip(self.stems, range(len(self.stems)), strict=True))

    @classmethod
    def learn(cls, texts: Iterable[str]) -> tuple[Lexicon, Words]:
        """The lexicon of the texts and the texts in its numbers."""
        numbering = _Numbering({BREAK: _BREAK})
        numbers, indptr = _cut(
            _numbers(map(numbering.__getitem__, tokens), len(tokens))
            for tokens in tokenise_many(texts)
        )
        words = list(numbering)[1:]
        stem_numbering = _Numbering()
        stem_of = np.array([stem_numbering[s] for s in stem(words)], dtype=np.int32)
        return cls(words, list(stem_numbering), stem_of), Words(numbers, indptr, [])

    def read(self, texts: Iterable[str]) -> Words:
        """The texts in the numbers of this lexicon."""
        extra = _Numbering({BREAK: _BREAK}, len(self.words))

        def numbered(tokens: list[str]) -> NDArray[np.int32]:
            found = _numbers(map(self.index.get, tokens, repeat(UNKNOWN)), len(tokens))
            unknown = np.flatnonzero(found == UNKNOWN)
            found[unknown] = [extra[tokens[place]] for place in unknown.tolist()]
            return found

        numbers, indptr = _cut(map(numbered, tokenise_many(texts)))
        return Words(numbers, indptr, list(extra)[1:])

    def stems_of_extra(self, extra: Sequence[str]) -> NDArray[np.int32]:
        """Stem numbers of words the lexicon lacks: a new form of a known stem."""
        found = (self.stem_index.get(s, UNKNOWN) for s in stem(extra))
        return np.fromiter(found, dtype=np.int32, count=len(extra))

    def is_content(self) -> NDArray[np.bool_]:
        """Which stems say something about the subject of a text."""
        function_stems = frozenset(stem(sorted(STOP_WORDS)))
        letters = (
            s not in function_stems and any(map(str.isalpha, s)) for s in self.stems
        )
        return np.fromiter(letters, dtype=np.bool_, count=len(self.stems))


def stem(words: Sequence[str]) -> list[str]:
    """The stem of each word: Snowball Russian for Cyrillic, else English."""
    stemmers = {
        True: Stemmer.Stemmer("russian", 0),
        False: Stemmer.Stemmer("english", 0),
    }
    forms = [canonical(word) for word in words]
    stems = list(forms)
    cyrillic = [is_cyrillic(form) for form in forms]
    for script, stemmer in stemmers.items():
        places = [i for i, own in enumerate(cyrillic) if own is script]
        stemmed = stemmer.stemWords([forms[i] for i in places])
        for i, value in zip(places, stemmed, strict=True):
            stems[i] = value
    return stems


def _numbers(found: Iterable[int], count: int) -> NDArray[np.int32]:
    return np.fromiter(found, dtype=np.int32, count=count)


def _cut(
    parts: Iterable[NDArray[np.int32]],
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The numbers without the breaks, and where each document begins."""
    numbers = np.concatenate([np.empty(0, dtype=np.int32), *parts])
    ends = np.flatnonzero(numbers == _BREAK)
    indptr = np.concatenate([[0], ends - np.arange(len(ends))]).astype(np.int64)
    return numbers[numbers != _BREAK], indptr
