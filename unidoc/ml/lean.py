"""One document at a time: the vectoriser's row without sparse-matrix overhead.

Agrees with `Vectoriser.transform` to float32 rounding. It also keeps which token
stands behind which value, which is what explanations are made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.counting import (
    BIGRAMS,
    HEAD,
    HEAD_TOKENS,
    NGRAMS,
    STEMS,
    bigram_columns,
)
from unidoc.ml.features import Vectoriser
from unidoc.ml.lexicon import UNKNOWN
from unidoc.ml.rows import places_in, ranges
from unidoc.ml.tfidf import Block

# More than any block has: one document never pays for a look-up table.
_RAW_COLUMNS = 1 << 31


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where the columns of one block occur in a document.

    Attributes:
        columns: int32, within the block; one entry per occurrence.
        places: int32, the token (or distinct word) of each entry.
        counts: float32, how often the column occurs there.

    """

    columns: NDArray[np.int32]
    places: NDArray[np.int32]
    counts: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Document:
    """One document as a row and its occurrences.

    Attributes:
        columns: int32, sorted; values: float32. Together the row.
        occurrences: one per block, in the blocks' order; those of the n-grams are
            per distinct word.
        words: int64, for each token its place among the distinct words.
        stems: int32, the stem number of each token.

    """

    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    occurrences: list[Occurrences]
    words: NDArray[np.int64]
    stems: NDArray[np.int32]


def read_document(vectoriser: Vectoriser, tokens: Sequence[str]) -> Document:
    """The row of one tokenised text."""
    distinct, words = _distinct(tokens)
    numbers = list(map(vectoriser.lexicon.index.get, distinct, repeat(UNKNOWN)))
    known = np.array(numbers, dtype=np.int32)
    extra = [word for word, number in zip(distinct, numbers, strict=True) if number < 0]
    stem_of = vectoriser.lexicon.stem_of[known]
    if extra:
        stem_of[known < 0] = vectoriser.lexicon.stems_of_extra(extra)
    stems = stem_of[words]
    occurrences = [
        _of_stems(vectoriser.blocks[STEMS], stems),
        _of_bigrams(vectoriser.blocks[BIGRAMS], stems),
        _of_ngrams(vectoriser, known, extra),
        _of_stems(vectoriser.blocks[HEAD], stems[:HEAD_TOKENS]),
    ]
    repeats = np.bincount(words, minlength=len(distinct)).astype(np.float32)
    columns, values = _row(vectoriser.blocks, occurrences, repeats)
    return Document(columns, values, occurrences, words, stems)


def _row(
    blocks: Sequence[Block],
    occurrences: Sequence[Occurrences],
    repeats: NDArray[np.float32],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    columns, values = [], []
    offset = 0
    for number, (block, found) in enumerate(zip(blocks, occurrences, strict=True)):
        counts = found.counts
        if number == NGRAMS:
            counts = counts * repeats[found.places]
        own_columns, own_values = _weigh(block, found.columns, counts)
        columns.append(own_columns + np.int32(offset))
        values.append(own_values)
        offset += block.width
    return np.concatenate(columns), np.concatenate(values)


def stack_documents(documents: Sequence[Document], width: int) -> sp.csr_matrix:
    """The documents' rows as one matrix."""
    indptr = np.zeros(len(documents) + 1, dtype=np.int32)
    np.cumsum([len(document.columns) for document in documents], out=indptr[1:])
    columns = np.concatenate([document.columns for document in documents])
    values = np.concatenate([document.values for document in documents])
    return sp.csr_matrix((values, columns, indptr), shape=(len(documents), width))


def _distinct(tokens: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    numbering = {word: number for number, word in enumerate(dict.fromkeys(tokens))}
    words = np.array(list(map(numbering.__getitem__, tokens)), dtype=np.int64)
    return list(numbering), words


def _of_stems(block: Block, stems: NDArray[np.int32]) -> Occurrences:
    places = np.flatnonzero(stems >= 0).astype(np.int32)
    return _located(block, stems[places], places)


def _of_bigrams(block: Block, stems: NDArray[np.int32]) -> Occurrences:
    places = np.flatnonzero((stems[:-1] >= 0) & (stems[1:] >= 0)).astype(np.int32)
    return _located(block, bigram_columns(stems[places], stems[places + 1]), places)


def _located(
    block: Block, raw: NDArray[np.int32], places: NDArray[np.int32]
) -> Occurrences:
    found = places_in(block.kept, raw, _RAW_COLUMNS)
    kept = found >= 0
    columns = found[kept]
    return Occurrences(columns, places[kept], np.ones(len(columns), dtype=np.float32))


def _of_ngrams(
    vectoriser: Vectoriser, known: NDArray[np.int32], extra: list[str]
) -> Occurrences:
    ngrams = vectoriser.ngrams
    places = np.flatnonzero(known >= 0)
    begins = ngrams.indptr[known[places]].astype(np.int64)
    lengths = ngrams.indptr[known[places] + 1] - begins
    stored = ranges(begins, lengths)
    columns, counts = ngrams.indices[stored], ngrams.data[stored]
    owners = np.repeat(places, lengths)
    if extra:
        grams = vectoriser.ngrams_of(extra)
        columns = np.concatenate([columns, grams.indices])
        counts = np.concatenate([counts, grams.data])
        unknown = np.flatnonzero(known < 0)
        owners = np.concatenate([owners, np.repeat(unknown, np.diff(grams.indptr))])
    return Occurrences(columns, owners.astype(np.int32), counts)


def _weigh(
    block: Block, columns: NDArray[np.int32], counts: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The block's part of the row, as `Block.weigh` makes it."""
    if not len(columns):
        return columns, counts
    order = np.argsort(columns, kind="stable")
    ordered = columns[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    unique = ordered[first]
    values = np.log(np.add.reduceat(counts[order], first)) + np.float32(1)
    values *= block.idf[unique]
    values *= np.float32(
        block.norm / np.sqrt(np.square(values, dtype=np.float64).sum())
    )
    return unique, values
