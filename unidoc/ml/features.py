"""Documents to rows: four TF-IDF blocks built from one pass over the words.

Stems, stem bigrams (hashed), character n-grams inside words (hashed) and the stems
of the document's head, each L2-normalised and weighted so that a row's norm is at
most 1. A word is cut into n-grams once, whatever the number of its occurrences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.counting import (
    BIGRAM_BITS,
    HEAD_TOKENS,
    NGRAMS,
    Columns,
    bigram_columns,
    head_places,
    pair_places,
)
from unidoc.ml.lexicon import UNKNOWN, Lexicon, Words
from unidoc.ml.ngrams import word_ngrams
from unidoc.ml.rows import count_columns, document_frequencies, occurring, take_columns
from unidoc.ml.tfidf import Block, Limits

BIGRAM_BUCKETS = 1 << BIGRAM_BITS
BLOCK_NAMES = ("stems", "bigrams", "ngrams", "head")

_LIMITS = (Limits(), Limits(min_df=2), Limits(min_df=2, max_df=0.12), Limits())
_CHUNK = 1000
# Where the median document has at most so many words, parts of words count for more.
_FEW_WORDS = 5


@dataclass(frozen=True, slots=True)
class FeatureOptions:
    """Weights of the blocks (0 leaves a block out) and the n-gram sizes."""

    weights: tuple[float, float, float, float] = (1.0, 0.5, 0.7, 0.5)
    ngram_sizes: tuple[int, ...] = (4,)

    @classmethod
    def suited(cls, words: Words) -> FeatureOptions:
        """What is best for documents of this length."""
        if np.median(np.diff(words.indptr)) > _FEW_WORDS:
            return cls()
        return cls(weights=(1.0, 0.5, 1.0, 0.5), ngram_sizes=(2, 3, 4, 5))

    def norms(self) -> list[float]:
        total = float(np.sqrt(np.sum(np.square(self.weights))))
        return [weight / total for weight in self.weights]


@dataclass(slots=True)
class Vectoriser:
    """Frozen features; `transform` and `fit` give rows of width `width`."""

    options: FeatureOptions
    lexicon: Lexicon
    blocks: tuple[Block, Block, Block, Block]
    _columns: Columns | None = field(init=False, default=None, repr=False)

    @classmethod
    def fit(
        cls, texts: Sequence[str], options: FeatureOptions | None = None
    ) -> tuple[Vectoriser, sp.csr_matrix]:
        """The features of the texts, by default those suited to them, and their rows."""
        lexicon, words = Lexicon.learn(texts)
        return fit_words(lexicon, words, options or FeatureOptions.suited(words))

    @property
    def widths(self) -> list[int]:
        return [block.width for block in self.blocks]

    @property
    def width(self) -> int:
        return sum(self.widths)

    @property
    def ngrams(self) -> sp.csr_matrix:
        """Lexicon words x kept n-grams, a stored value per occurrence."""
        return self.columns.ngrams

    @property
    def columns(self) -> Columns:
        """Where each feature's column is."""
        if self._columns is None:
            ngrams = self.ngrams_of(self.lexicon.words)
            n_stems = len(self.lexicon.stems)
            self._columns = Columns.of(self.blocks, n_stems, ngrams)
        return self._columns

    def ngrams_of(self, words: Sequence[str]) -> sp.csr_matrix:
        """As `ngrams`, of any words."""
        return self.blocks[NGRAMS].select(word_ngrams(words, self.options.ngram_sizes))

    def transform(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Rows of the texts, float32."""
        return self.transform_words(self.lexicon.read(texts))

    def transform_words(self, words: Words) -> sp.csr_matrix:
        return self.columns.rows(words, self.ngrams_of(words.extra))


def fit_words(
    lexicon: Lexicon, words: Words, options: FeatureOptions
) -> tuple[Vectoriser, sp.csr_matrix]:
    """As `Vectoriser.fit`, for documents that are numbered already."""
    n_documents, n_stems = len(words), len(lexicon.stems)
    found = (
        _occurring(words.stems, words.indptr, n_stems),
        _occurring(_bigrams(words), words.indptr, BIGRAM_BUCKETS),
        _occurring_ngrams(words, word_ngrams(lexicon.words, options.ngram_sizes)),
        _occurring(*_head(words), n_stems),
    )
    stems, bigrams, ngrams, head = (
        Block.fit(*one, n_documents, limits, norm)
        for one, limits, norm in zip(found, _LIMITS, options.norms(), strict=True)
    )
    vectoriser = Vectoriser(options, lexicon, (stems, bigrams, ngrams, head))
    return vectoriser, vectoriser.transform_words(words)


def _occurring(
    columns: NDArray[np.int32], indptr: NDArray[np.int64], n_columns: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The columns that occur, and in how many documents each does."""
    return occurring(count_columns(columns, indptr, n_columns))


def _bigrams(words: Words) -> NDArray[np.int32]:
    """The hashed column of each token and the next; UNKNOWN where there is none."""
    columns = np.full(len(words.stems), UNKNOWN, dtype=np.int32)
    pairs = pair_places(words)
    columns[pairs] = bigram_columns(words.stems[pairs], words.stems[pairs + 1])
    return columns


def _head(words: Words) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The stems of each document's head, and where each document begins in them."""
    lengths = np.minimum(np.diff(words.indptr), HEAD_TOKENS)
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    return words.stems[head_places(words.indptr)], indptr


def _occurring_ngrams(
    words: Words, ngrams: sp.csr_matrix
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """As `_occurring`, of the words' n-grams; chunk by chunk to bound the memory."""
    columns = np.unique(ngrams.indices)
    ngrams = take_columns(ngrams, columns)
    frequencies = np.zeros(len(columns), dtype=np.int64)
    for begin in range(0, len(words), _CHUNK):
        indptr = words.indptr[begin : begin + _CHUNK + 1]
        numbers = words.numbers[indptr[0] : indptr[-1]]
        counts = count_columns(numbers, indptr - indptr[0], ngrams.shape[0])
        frequencies += document_frequencies(counts @ ngrams)
    return columns, frequencies
