"""Documents to rows: four TF-IDF blocks built from one pass over the words.

Stems, stem bigrams (hashed), character 4-grams inside words (hashed) and the stems
of the document's head, each L2-normalised and weighted so that a row's norm is at
most 1. The n-grams of a word are counted once, whatever the number of its
occurrences: documents x n-grams = (documents x words) @ (words x n-grams).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.lexicon import UNKNOWN, Lexicon, Words
from unidoc.ml.ngrams import word_ngrams
from unidoc.ml.rows import (
    count_columns,
    document_frequencies,
    join_columns,
    occurring,
    take_columns,
)
from unidoc.ml.tfidf import Block, Limits, fit_block

BIGRAM_BUCKETS = 1 << 22
HEAD_TOKENS = 15
STEMS, BIGRAMS, NGRAMS, HEAD = range(4)
BLOCK_NAMES = ("stems", "bigrams", "ngrams", "head")

_LIMITS = (Limits(), Limits(min_df=2), Limits(min_df=2, max_df=0.12), Limits())
_CHUNK = 1000
_BIGRAM_FIRST = np.uint64(0x9E3779B97F4A7C15)
_BIGRAM_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_BIGRAM_SHIFT = np.uint64(64 - 22)


@dataclass(frozen=True, slots=True)
class FeatureOptions:
    """Weights of the blocks (0 leaves a block out) and the n-gram sizes."""

    weights: tuple[float, float, float, float] = (1.0, 0.5, 0.7, 0.5)
    ngram_sizes: tuple[int, ...] = (4,)

    def norms(self) -> list[float]:
        total = float(np.sqrt(np.sum(np.square(self.weights))))
        return [weight / total for weight in self.weights]


@dataclass(slots=True)
class Vectoriser:
    """Frozen features; `transform` and `fit` give rows of width `width`."""

    options: FeatureOptions
    lexicon: Lexicon
    blocks: tuple[Block, Block, Block, Block]
    _ngrams: sp.csr_matrix | None = field(default=None, repr=False)

    @classmethod
    def fit(
        cls, texts: Sequence[str], options: FeatureOptions
    ) -> tuple[Vectoriser, sp.csr_matrix]:
        """The features of the texts and their rows, float32."""
        lexicon, words = Lexicon.learn(texts)
        return fit_words(lexicon, words, options)

    @property
    def widths(self) -> list[int]:
        return [block.width for block in self.blocks]

    @property
    def width(self) -> int:
        return sum(self.widths)

    @property
    def ngrams(self) -> sp.csr_matrix:
        """Lexicon words x kept n-grams."""
        if self._ngrams is None:
            grams = word_ngrams(self.lexicon.words, self.options.ngram_sizes)
            self._ngrams = self.blocks[NGRAMS].select(grams)
        return self._ngrams

    def transform(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Rows of the texts, float32."""
        return self.transform_words(self.lexicon.read(texts))

    def transform_words(self, words: Words) -> sp.csr_matrix:
        counts = self.counts(words)
        rows = [
            block.weigh(count) for block, count in zip(self.blocks, counts, strict=True)
        ]
        return join_columns(rows, np.float32)

    def counts(self, words: Words) -> list[sp.csr_matrix]:
        """Counts over the kept columns of each block."""
        stems, n_stems = words.stems, len(self.lexicon.stems)
        return [
            self.blocks[STEMS].select(count_columns(stems, words.indptr, n_stems)),
            self.blocks[BIGRAMS].select(bigram_counts(stems, words.indptr)),
            self._ngram_counts(words),
            self.blocks[HEAD].select(head_counts(stems, words.indptr, n_stems)),
        ]

    def _ngram_counts(self, words: Words) -> sp.csr_matrix:
        ngrams = self.ngrams
        if words.extra:
            grams = word_ngrams(words.extra, self.options.ngram_sizes)
            ngrams = sp.vstack(
                [ngrams, self.blocks[NGRAMS].select(grams)], format="csr"
            )
        return count_columns(words.numbers, words.indptr, ngrams.shape[0]) @ ngrams


def fit_words(
    lexicon: Lexicon, words: Words, options: FeatureOptions
) -> tuple[Vectoriser, sp.csr_matrix]:
    """As `Vectoriser.fit`, for documents that are numbered already."""
    norms = options.norms()
    stems, n_stems = words.stems, len(lexicon.stems)
    raw = count_columns(stems, words.indptr, n_stems)
    stem_block, stem_rows = fit_block(raw, _LIMITS[STEMS], norms[STEMS])
    raw = bigram_counts(stems, words.indptr)
    bigram_block, bigram_rows = fit_block(raw, _LIMITS[BIGRAMS], norms[BIGRAMS])
    raw = head_counts(stems, words.indptr, n_stems)
    head_block, head_rows = fit_block(raw, _LIMITS[HEAD], norms[HEAD])
    ngrams = word_ngrams(lexicon.words, options.ngram_sizes)
    ngram_block, ngram_rows = _fit_ngrams(words, ngrams, norms[NGRAMS])
    blocks = (stem_block, bigram_block, ngram_block, head_block)
    vectoriser = Vectoriser(options, lexicon, blocks, ngram_block.select(ngrams))
    del raw, ngrams
    rows = [stem_rows, bigram_rows, ngram_rows, head_rows]
    del stem_rows, bigram_rows, ngram_rows, head_rows
    return vectoriser, join_columns(rows, np.float32)


def bigram_columns(
    first: NDArray[np.int32], second: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The hashed column of each pair of stem numbers."""
    mixed = (first.astype(np.uint64) + np.uint64(1)) * _BIGRAM_FIRST
    mixed = (mixed ^ (mixed >> np.uint64(29))) + second.astype(np.uint64)
    return ((mixed * _BIGRAM_SECOND) >> _BIGRAM_SHIFT).astype(np.int32)


def bigram_counts(stems: NDArray[np.int32], indptr: NDArray[np.int64]) -> sp.csr_matrix:
    """Documents x hashed bigrams; pairs with an unknown stem count for nothing."""
    columns = np.full(len(stems), UNKNOWN, dtype=np.int32)
    if len(stems) > 1:
        valid = (stems[:-1] >= 0) & (stems[1:] >= 0)
        lasts = indptr[1:-1] - 1
        valid[lasts[(lasts >= 0) & (lasts < len(valid))]] = False
        places = np.flatnonzero(valid)
        columns[places] = bigram_columns(stems[places], stems[places + 1])
    return count_columns(columns, indptr, BIGRAM_BUCKETS)


def head_counts(
    stems: NDArray[np.int32], indptr: NDArray[np.int64], n_stems: int
) -> sp.csr_matrix:
    """Documents x stems over the first HEAD_TOKENS tokens."""
    lengths = np.minimum(np.diff(indptr), HEAD_TOKENS)
    head_indptr = np.concatenate([[0], np.cumsum(lengths)])
    places = np.arange(head_indptr[-1]) + np.repeat(
        indptr[:-1] - head_indptr[:-1], lengths
    )
    return count_columns(stems[places], head_indptr, n_stems)


def _fit_ngrams(
    words: Words, ngrams: sp.csr_matrix, norm: float
) -> tuple[Block, sp.csr_matrix]:
    """Block and rows of the n-grams, chunk by chunk to bound the memory.

    Columns that are over the limit already are left out of every later chunk. Only the
    columns that occur are counted: each product passes over all that there are.
    """
    limits = _LIMITS[NGRAMS]
    n_documents = len(words.indptr) - 1
    most = max(limits.max_df * n_documents, limits.min_df)
    columns, _ = occurring(ngrams)
    ngrams = take_columns(ngrams, columns)
    frequencies = np.zeros(len(columns), dtype=np.int64)
    chunks: list[sp.csr_matrix] = []
    for counts in _word_count_chunks(words, ngrams.shape[0]):
        product = counts @ ngrams
        frequencies += document_frequencies(product)
        chunks.append(_without(product, frequencies > most))
    own = np.arange(len(columns), dtype=np.int32)
    block = Block.fit(own, frequencies, n_documents, limits, norm)
    for place, chunk in enumerate(chunks):
        chunks[place] = block.weigh(block.select(chunk))
    kept = replace(block, kept=columns[block.kept])
    return kept, sp.vstack(chunks, format="csr")


def _without(matrix: sp.csr_matrix, excluded: NDArray[np.bool_]) -> sp.csr_matrix:
    kept = ~excluded[matrix.indices]
    before = np.zeros(len(kept) + 1, dtype=np.int32)
    np.cumsum(kept, out=before[1:])
    parts = (matrix.data[kept], matrix.indices[kept], before[matrix.indptr])
    return sp.csr_matrix(parts, shape=matrix.shape)


def _word_count_chunks(words: Words, n_words: int) -> Iterator[sp.csr_matrix]:
    for begin in range(0, len(words.indptr) - 1, _CHUNK):
        indptr = words.indptr[begin : begin + _CHUNK + 1]
        numbers = words.numbers[indptr[0] : indptr[-1]]
        yield count_columns(numbers, indptr - indptr[0], n_words)
