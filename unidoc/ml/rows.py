"""Arithmetic on the rows of CSR matrices that SciPy lacks or does slowly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

# A binary search costs about as much as filling so many places of a table.
_TABLE_PAYS = 100


def count_columns(
    columns: NDArray[np.int32], indptr: NDArray[np.int64], n_columns: int
) -> sp.csr_matrix:
    """Occurrences of each column in each row, float32; negative columns are dropped."""
    bits = max(n_columns - 1, 1).bit_length()
    most = 1 << (32 - bits)  # rows whose places fit into 32 bits, which sort quickly
    parts = [
        _count_sorted(columns, indptr[begin : begin + most + 1], bits)
        for begin in range(0, max(len(indptr) - 1, 1), most)
    ]
    lengths = np.concatenate([[0], *(lengths for _, _, lengths in parts)])
    found = np.concatenate([columns for columns, _, _ in parts])
    counts = np.concatenate([counts for _, counts, _ in parts])
    shape = (len(indptr) - 1, n_columns)
    ends = np.cumsum(lengths).astype(np.int32)
    return sp.csr_matrix((counts, found, ends), shape=shape)


def _count_sorted(
    columns: NDArray[np.int32], indptr: NDArray[np.int64], bits: int
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
    """The distinct columns of some rows, their counts, and how many each row has."""
    own, n_rows = columns[indptr[0] : indptr[-1]], len(indptr) - 1
    rows = np.repeat(np.arange(n_rows, dtype=np.uint32), np.diff(indptr))
    places = ((rows << np.uint32(bits)) | own.view(np.uint32))[own >= 0]
    places.sort()
    first = np.flatnonzero(np.concatenate([[True], places[1:] != places[:-1]]))
    first = first[: len(places)]  # no place, no first one
    counts = np.diff(first, append=len(places)).astype(np.float32)
    distinct = places[first]
    lengths = np.bincount(distinct >> np.uint32(bits), minlength=n_rows)
    found = (distinct & np.uint32((1 << bits) - 1)).astype(np.int32)
    return found, counts, lengths


def document_frequencies(matrix: sp.csr_matrix) -> NDArray[np.int64]:
    """In how many rows each column occurs (the matrix has no duplicates)."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def occurring(
    matrix: sp.csr_matrix,
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The columns that hold anything, sorted, and in how many rows each occurs
    (the matrix has no duplicates).
    """
    if len(matrix.indices) < matrix.shape[1]:  # sorting is quicker than a large table
        return np.unique(matrix.indices, return_counts=True)
    frequencies = document_frequencies(matrix)
    columns = np.flatnonzero(frequencies)
    return columns.astype(np.int32), frequencies[columns]


def row_sums(
    values: NDArray[np.floating], indptr: NDArray[np.int32]
) -> NDArray[np.float64]:
    """The sum of each row's values; 0 for an empty row."""
    sums = np.zeros(len(indptr) - 1)
    filled = np.flatnonzero(np.diff(indptr))
    if len(filled):
        sums[filled] = np.add.reduceat(values, indptr[filled], dtype=np.float64)
    return sums


def take_columns(matrix: sp.csr_matrix, kept: NDArray[np.int32]) -> sp.csr_matrix:
    """The sorted columns `kept`, renumbered 0.. in that order."""
    columns = places_in(kept, matrix.indices, matrix.shape[1])
    known = columns >= 0
    before = np.zeros(len(columns) + 1, dtype=np.int32)
    np.cumsum(known, out=before[1:])
    shape = (matrix.shape[0], len(kept))
    return sp.csr_matrix(
        (matrix.data[known], columns[known], before[matrix.indptr]), shape=shape
    )


def places_in(
    kept: NDArray[np.int32], columns: NDArray[np.int32], n_columns: int
) -> NDArray[np.int32]:
    """The place of each column in the sorted `kept`; -1 where it is not there."""
    if not len(kept):
        return np.full(len(columns), -1, dtype=np.int32)
    if len(columns) * _TABLE_PAYS < n_columns:
        found = np.minimum(np.searchsorted(kept, columns), len(kept) - 1)
        return np.where(kept[found] == columns, found, -1).astype(np.int32)
    lookup = np.full(n_columns, -1, dtype=np.int32)
    lookup[kept] = np.arange(len(kept), dtype=np.int32)
    return lookup[columns]


def normalise_rows(matrix: sp.csr_matrix, norm: float) -> None:
    """Scale each row to the given L2 norm, in place; empty rows stay empty."""
    squares = row_sums(np.square(matrix.data), matrix.indptr)
    scale = np.divide(
        norm, np.sqrt(squares), out=np.zeros_like(squares), where=squares > 0
    )
    matrix.data *= np.repeat(scale, np.diff(matrix.indptr)).astype(matrix.dtype)


def split_columns(matrix: sp.csr_matrix, widths: Sequence[int]) -> NDArray[np.int8]:
    """The number of the block that each stored value belongs to."""
    ends = np.cumsum(widths)
    block: NDArray[np.int8] = np.searchsorted(
        ends, matrix.indices, side="right"
    ).astype(np.int8)
    return block


def ranges(
    begins: NDArray[np.integer], lengths: NDArray[np.integer]
) -> NDArray[np.integer]:
    """begins[0], begins[0] + 1, … for lengths[0] places, then begins[1], …"""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    shifts = np.repeat((begins - (ends - lengths)).astype(begins.dtype), lengths)
    places: NDArray[np.integer] = np.arange(total, dtype=shifts.dtype)
    places += shifts
    return places
