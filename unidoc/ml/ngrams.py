"""Character n-grams inside words, counted once per distinct word.

The counts are those of scikit-learn's `char_wb` analyser on space-separated words:
each word is padded by one space on both sides, and a padded word shorter than n is
one n-gram itself. N-grams are hashed to `BUCKETS` columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.text import canonical

BUCKETS = 1 << 20

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0x100000001B3)
_SHIFT = np.uint64(64 - 20)


def word_ngrams(words: Sequence[str], sizes: tuple[int, ...] = (4,)) -> sp.csr_matrix:
    """Words x n-grams, a stored 1 per occurrence, shape (len(words), BUCKETS)."""
    padded = [f" {canonical(word)} " for word in words]
    lengths = np.fromiter(map(len, padded), dtype=np.int64, count=len(padded))
    codes = np.frombuffer("".join(padded).encode("utf-32-le"), dtype="<u4")
    owners = np.repeat(np.arange(len(words), dtype=np.int64), lengths)
    grams = [_windows(codes.astype(np.uint64), owners, lengths, size) for size in sizes]
    columns = np.concatenate([column for column, _ in grams])
    rows = np.concatenate([row for _, row in grams])
    order = np.argsort(rows, kind="stable")
    ends = np.cumsum(np.bincount(rows, minlength=len(words)))
    indptr = np.concatenate([[0], ends]).astype(np.int32)
    ones = np.ones(len(columns), dtype=np.float32)
    return sp.csr_matrix((ones, columns[order], indptr), shape=(len(words), BUCKETS))


def hash_ngram(ngram: str, size: int) -> int:
    """The column of one n-gram of the given size (shorter: a whole padded word)."""
    codes = np.zeros(size, dtype=np.uint64)
    codes[: len(ngram)] = [ord(character) for character in ngram]
    return int(_hash(codes, 1, size)[0])


def _windows(
    codes: NDArray[np.uint64],
    owners: NDArray[np.int64],
    lengths: NDArray[np.int64],
    size: int,
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    ends = np.cumsum(lengths)
    room = np.repeat(ends, lengths) - np.arange(len(codes))
    first = np.repeat(ends - lengths, lengths) == np.arange(len(codes))
    whole = first & (np.repeat(lengths, lengths) < size)
    starts = np.flatnonzero((room >= size) | whole)
    tail = np.concatenate([codes, np.zeros(size, dtype=np.uint64)])
    short = np.flatnonzero(whole[starts])
    hashed = _hash(tail, len(codes), size)[starts]
    for place in short:
        begin = starts[place]
        window = np.zeros(size, dtype=np.uint64)
        length = lengths[owners[begin]]
        window[:length] = codes[begin : begin + length]
        hashed[place] = _hash(window, 1, size)[0]
    return hashed, owners[starts]


def _hash(codes: NDArray[np.uint64], count: int, size: int) -> NDArray[np.int32]:
    value = np.full(count, size, dtype=np.uint64)
    for offset in range(size):
        value = value * _STEP + codes[offset : offset + count]
    mixed: NDArray[np.uint64] = (value * _MULTIPLIER) >> _SHIFT
    return mixed.astype(np.int32)
