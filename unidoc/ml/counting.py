"""Words to rows: each occurrence of a feature is a number, and one sort counts them all.

The number of an occurrence has its document in the high bits and its column in the low
ones. Sorting 32-bit numbers is what processors are quickest at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.key_index import KeyIndex
from unidoc.ml.lexicon import UNKNOWN, Words
from unidoc.ml.portions import portions
from unidoc.ml.rows import places_in, ranges
from unidoc.ml.tfidf import Block

HEAD_TOKENS = 15
BIGRAM_BITS = 22
STEMS, BIGRAMS, NGRAMS, HEAD = range(4)

_KEY_BITS = 32
# What -1 for a column makes of every number: they are sorted to the end.
_NO_COLUMN = np.uint32((1 << _KEY_BITS) - 1)
# Words that are counted together: their numbers stay in the processor's cache.
_TOGETHER = 1 << 16
_BIGRAM_FIRST = np.uint64(0x9E3779B97F4A7C15)
_BIGRAM_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_BIGRAM_SHIFT = np.uint64(64 - BIGRAM_BITS)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the features of four blocks are among the columns of all.

    Attributes:
        stems, head: int32, the column of each stem, -1 where the block has none; the
            last place is for UNKNOWN.
        bigrams: the column of each hashed bigram.
        ngrams: words x n-grams, a stored value per occurrence; columns of the block.
        idf: float32, of each column; block: int64, its block.
        begins: int64, the first column of each block; norms: float64, of its rows.

    """

    stems: NDArray[np.int32]
    head: NDArray[np.int32]
    bigrams: KeyIndex
    ngrams: sp.csr_matrix
    idf: NDArray[np.float32]
    block: NDArray[np.int64]
    begins: NDArray[np.int64]
    norms: NDArray[np.float64]

    @classmethod
    def of(
        cls, blocks: tuple[Block, ...], n_stems: int, ngrams: sp.csr_matrix
    ) -> Columns:
        widths = [block.width for block in blocks]
        begins = np.cumsum([0, *widths[:-1]])
        bigrams = blocks[BIGRAMS].kept.astype(np.uint32)
        places = np.arange(len(bigrams)) + begins[BIGRAMS]
        return cls(
            _table(blocks[STEMS], n_stems, begins[STEMS]),
            _table(blocks[HEAD], n_stems, begins[HEAD]),
            KeyIndex.of(bigrams, places, BIGRAM_BITS),
            ngrams,
            np.concatenate([block.idf for block in blocks]),
            np.repeat(np.arange(len(blocks)), widths),
            begins,
            np.array([block.norm for block in blocks]),
        )

    def rows(self, words: Words, extra: sp.csr_matrix) -> sp.csr_matrix:
        """The rows of some documents, float32; `extra` has their new words' n-grams."""
        bits = max(len(self.idf) - 1, 1).bit_length()
        ngrams = sp.vstack([self.ngrams, extra], format="csr")
        most = (1 << (_KEY_BITS - bits)) - 1  # the last document has no number
        parts = [
            self._count(self._occurrences(piece, ngrams, bits), len(piece), bits)
            for piece in map(words.piece, portions(words.indptr[1:], _TOGETHER, most))
        ]
        data = np.concatenate([np.empty(0, np.float32), *(part[0] for part in parts)])
        columns = np.concatenate([np.empty(0, np.int32), *(part[1] for part in parts)])
        lengths = np.concatenate([np.zeros(1, np.int64), *(part[2] for part in parts)])
        shape = (len(words), len(self.idf))
        indptr = np.cumsum(lengths).astype(np.int32)
        return sp.csr_matrix((data, columns, indptr), shape=shape)

    def _occurrences(
        self, words: Words, ngrams: sp.csr_matrix, bits: int
    ) -> NDArray[np.uint32]:
        """A number for each occurrence of a feature, sorted."""
        documents = np.arange(len(words), dtype=np.uint32) << np.uint32(bits)
        owners = np.repeat(documents, np.diff(words.indptr))
        head = head_places(words.indptr)
        pairs = pair_places(words)
        bigrams = bigram_columns(words.stems[pairs], words.stems[pairs + 1])
        grams = ngrams[words.numbers]
        columns = grams.indices + np.int32(self.begins[NGRAMS])
        occurrences = np.concatenate(
            [
                owners | self.stems[words.stems].view(np.uint32),
                owners[pairs]
                | self.bigrams.find(bigrams.view(np.uint32)).view(np.uint32),
                np.repeat(documents, np.diff(grams.indptr[words.indptr]))
                | columns.view(np.uint32),
                owners[head] | self.head[words.stems[head]].view(np.uint32),
            ]
        )
        occurrences.sort()
        return occurrences[: np.searchsorted(occurrences, _NO_COLUMN)]

    def _count(
        self, occurrences: NDArray[np.uint32], n_rows: int, bits: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int64]]:
        """TF-IDF values, their columns, and how many each row has."""
        new = np.append(True, occurrences[1:] != occurrences[:-1])
        first = np.flatnonzero(new[: len(occurrences)])
        distinct = occurrences[first]
        columns = (distinct & np.uint32((1 << bits) - 1)).astype(np.intp)
        owners = (distinct >> np.uint32(bits)).astype(np.intp)
        counts = np.diff(first, append=len(occurrences)).astype(np.float32)
        values = np.log(counts, out=counts)
        values += 1
        values *= self.idf.take(columns)
        cells = self.block.take(columns)
        cells += owners * len(self.norms)
        size = n_rows * len(self.norms)
        squares = np.bincount(cells, weights=np.square(values), minlength=size)
        lengths = np.sqrt(squares, out=np.ones(size), where=squares > 0)
        scale = np.tile(self.norms, n_rows) / lengths
        values *= scale.astype(np.float32).take(cells)
        ends = np.searchsorted(owners, np.arange(n_rows), side="right")
        return values, columns.astype(np.int32), np.diff(ends, prepend=0)


def bigram_columns(
    first: NDArray[np.int32], second: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The hashed column of each pair of stem numbers."""
    mixed = (first.astype(np.uint64) + np.uint64(1)) * _BIGRAM_FIRST
    mixed = (mixed ^ (mixed >> np.uint64(29))) + second.astype(np.uint64)
    return ((mixed * _BIGRAM_SECOND) >> _BIGRAM_SHIFT).astype(np.int32)


def pair_places(words: Words) -> NDArray[np.intp]:
    """The tokens that are followed by another in their document, both stems known."""
    valid = (words.stems[:-1] >= 0) & (words.stems[1:] >= 0)
    lasts = words.indptr[1:-1] - 1
    valid[lasts[(lasts >= 0) & (lasts < len(valid))]] = False
    return np.flatnonzero(valid)


def head_places(indptr: NDArray[np.int64]) -> NDArray[np.integer]:
    """The first HEAD_TOKENS tokens of each document."""
    return ranges(indptr[:-1], np.minimum(np.diff(indptr), HEAD_TOKENS))


def _table(block: Block, n_stems: int, begin: int) -> NDArray[np.int32]:
    places = places_in(block.kept, np.arange(n_stems, dtype=np.int32), n_stems)
    table = np.where(places >= 0, places + begin, UNKNOWN)
    return np.append(table, UNKNOWN).astype(np.int32)
