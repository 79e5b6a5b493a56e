"""Words that the archive never had: they count in corrections alone.

The trained features know nothing of a word that came up after training. A correction
keeps such words in columns of its own, behind the trained ones, so that the next
document with the same words is recognised. Columns are hashed stems: every process
that replays the corrections has the same ones, and nothing is left when they go.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.lexicon import UNKNOWN, Lexicon, Words, stem
from unidoc.ml.rows import count_columns, normalise_rows

FOREIGN_BUCKETS = 1 << 18


def foreign_columns(lexicon: Lexicon, words: Words) -> NDArray[np.int32]:
    """The hashed column of each token; UNKNOWN for known stems and for numbers."""
    own = [
        UNKNOWN
        if form in lexicon.stem_index or not any(map(str.isalpha, form))
        else crc32(form.encode()) % FOREIGN_BUCKETS
        for form in stem(words.extra)
    ]
    # A token of the lexicon finds the last place.
    table = np.array([*own, UNKNOWN], dtype=np.int32)
    return table[np.maximum(words.numbers - len(lexicon.words), -1)]


def foreign_rows(lexicon: Lexicon, words: Words, norm: float) -> sp.csr_matrix:
    """Documents x foreign columns, float32.

    A row's norm is `norm` times the square root of the share of foreign tokens, as
    if they had their place among the document's stems.
    """
    columns = foreign_columns(lexicon, words)
    counts = count_columns(columns, words.indptr, FOREIGN_BUCKETS)
    before = np.concatenate([[0], np.cumsum(columns >= 0)])[words.indptr]
    shares = np.diff(before) / np.maximum(np.diff(words.indptr), 1)
    counts.data = np.log(counts.data) + np.float32(1)
    normalise_rows(counts, norm)
    lengths = np.diff(counts.indptr)
    counts.data *= np.repeat(np.sqrt(shares), lengths).astype(np.float32)
    return counts


def shares_columns(
    rows: sp.csr_matrix, columns: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Which rows have one of the columns."""
    shared = np.concatenate([[0], np.cumsum(np.isin(rows.indices, columns))])
    found: NDArray[np.bool_] = np.diff(shared[rows.indptr]) > 0
    return found
