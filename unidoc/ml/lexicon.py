"""The distinct words of an archive: each is stemmed and numbered once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import Stemmer
from numpy.typing import NDArray

from unidoc.ml.key_index import KeyIndex
from unidoc.ml.stopwords import STOP_WORDS
from unidoc.ml.text import canonical, is_cyrillic
from unidoc.ml.tokens import Tokens, tokenise_many
from unidoc.ml.word_keys import NO_KEY, keys_of

UNKNOWN = -1
# Words that come up while an archive is read are found by their keys once so many have.
_GROWTH = 1.5


class _Numbering(dict[str, int]):
    """Numbers words as they come, without leaving C for those that came before.

    Attributes:
        new: the words that are not among the known ones, in order of number.

    """

    def __init__(self, known: Mapping[str, int] | None = None) -> None:
        super().__init__()
        self._known = known or {}
        self.new: list[str] = []

    def __missing__(self, word: str) -> int:
        number = self._known.get(word)
        if number is None:
            number = len(self._known) + len(self.new)
            self.new.append(word)
        self[word] = number
        return number


@dataclass(frozen=True, slots=True)
class Words:
    """Word numbers of a batch of documents.

    Attributes:
        numbers: int32, one per token; numbers from len(lexicon) on are `extra`.
        stems: int32, the stem number of each token; UNKNOWN where the stem is.
        indptr: int64, document i owns numbers[indptr[i]:indptr[i + 1]].
        extra: the words that the lexicon doesn't have, in order of number.

    """

    numbers: NDArray[np.int32]
    stems: NDArray[np.int32]
    indptr: NDArray[np.int64]
    extra: list[str]

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def piece(self, documents: slice) -> Words:
        """Some documents that follow each other."""
        indptr = self.indptr[documents.start : documents.stop + 1]
        own = slice(indptr[0], indptr[-1])
        return Words(self.numbers[own], self.stems[own], indptr - indptr[0], self.extra)


@dataclass(slots=True)
class Lexicon:
    """Frozen words and stems; `stem_of[word number]` is a stem number."""

    words: list[str]
    stems: list[str]
    stem_of: NDArray[np.int32]
    index: dict[str, int] = field(init=False, repr=False)
    stem_index: dict[str, int] = field(init=False, repr=False)
    _keyed: KeyIndex | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        self.index = dict(zip(self.words, range(len(self.words)), strict=True))
        self.stem_index = dict(zip(self.stems, range(len(self.stems)), strict=True))

    @classmethod
    def learn(cls, texts: Sequence[str]) -> tuple[Lexicon, Words]:
        """The lexicon of the texts and the texts in its numbers."""
        numbering = _Numbering()
        numbers, indptr = _cut(_numbers_of_new(tokenise_many(texts), numbering))
        words, stems = numbering.new, _Numbering()
        stem_of = np.array([stems[s] for s in stem(words)], dtype=np.int32)
        lexicon = cls(words, stems.new, stem_of)
        return lexicon, Words(numbers, stem_of[numbers], indptr, [])

    def read(self, texts: Sequence[str]) -> Words:
        """The texts in the numbers of this lexicon."""
        if self._keyed is None:
            self._keyed = _keyed(self.words)
        keyed, numbering = self._keyed, _Numbering(self.index)
        every = tokenise_many(texts)
        numbers, indptr = _cut(
            (_numbers(tokens, keyed, numbering), tokens) for tokens in every
        )
        extra = numbering.new
        stem_of = np.concatenate([self.stem_of, self.stems_of_extra(extra)])
        return Words(numbers, stem_of[numbers], indptr, extra)

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


def _numbers_of_new(
    every: Iterable[Tokens], numbering: _Numbering
) -> Iterator[tuple[NDArray[np.int32], Tokens]]:
    """The numbers of all tokens, new words numbered as they come."""
    keyed, known = _keyed([]), 0
    for tokens in every:
        yield _numbers(tokens, keyed, numbering), tokens
        if len(numbering.new) > _GROWTH * known:
            keyed, known = _keyed(numbering.new), len(numbering.new)


def _keyed(words: Sequence[str]) -> KeyIndex:
    """The numbers of words by their keys."""
    keys = keys_of(words)
    numbers = np.flatnonzero(keys != NO_KEY)
    return KeyIndex.of(keys[numbers], numbers, bits=64)


def _numbers(
    tokens: Tokens, keyed: KeyIndex, numbering: _Numbering
) -> NDArray[np.int32]:
    """The number of each token: found by its key, else by its letters."""
    numbers = keyed.find(tokens.keys)
    places = np.flatnonzero(numbers < 0)
    numbers[places] = list(map(numbering.__getitem__, tokens.words(places)))
    return numbers


def _cut(
    parts: Iterable[tuple[NDArray[np.int32], Tokens]],
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """All numbers, and where each document begins."""
    numbers, lengths = [np.empty(0, np.int32)], [np.zeros(1, np.int64)]
    for some, tokens in parts:
        numbers.append(some)
        lengths.append(tokens.per_text)
    return np.concatenate(numbers), np.cumsum(np.concatenate(lengths))
