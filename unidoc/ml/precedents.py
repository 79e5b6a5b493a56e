"""The confirmed documents that a new one resembles.

Of each training document the weightiest stems are kept (about 0.4 kB), not its whole
row: enough to find its neighbours and near-copies, small enough for every process.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.container import State
from unidoc.ml.rows import normalise_rows

_TERMS = 48
_PREFIX = 3
_SHARED = 2
_NEAR_COPY = 0.95


@dataclass(frozen=True, slots=True)
class Precedents:
    """Training documents, in their order.

    Attributes:
        rows: float32 CSR, documents x stems, unit rows of at most 48 stems.

    """

    rows: sp.csr_matrix

    @classmethod
    def keep(cls, rows: sp.csr_matrix, n_stems: int) -> Precedents:
        """Of rows over all features; the stems are the first `n_stems` columns."""
        return cls(weightiest(rows, n_stems))

    def similar(self, row: sp.csr_matrix) -> NDArray[np.float32]:
        """Cosines of all documents with one row of `weightiest`."""
        dense = np.zeros(self.rows.shape[1], dtype=np.float32)
        dense[row.indices] = row.data
        cosines: NDArray[np.float32] = self.rows @ dense
        return cosines

    def near_copies(self) -> list[tuple[int, int, float]]:
        """Pairs of documents (i < j) that are nearly the same, with their cosine.

        Candidates share two of their three weightiest stems, so the archive is not
        compared with itself in full.
        """
        prefix = _strongest(self.rows, _PREFIX)
        prefix.data[:] = 1
        shared = sp.triu(prefix @ prefix.T, k=1).tocoo()
        lengths = np.diff(prefix.indptr)
        shorter = np.minimum(lengths[shared.row], lengths[shared.col])
        enough = shared.data >= np.minimum(shorter, _SHARED)
        first, second = shared.row[enough], shared.col[enough]
        cosines = np.asarray(self.rows[first].multiply(self.rows[second]).sum(axis=1))
        near = np.flatnonzero(cosines.ravel() >= _NEAR_COPY)
        return [
            (int(first[i]), int(second[i]), float(cosines.ravel()[i])) for i in near
        ]

    def state(self) -> State:
        return State({}, fields.pack_rows("rows", self.rows))

    @classmethod
    def from_state(cls, state: State, n_documents: int, n_stems: int) -> Precedents:
        return cls(fields.rows(state, "rows", np.float32, (n_documents, n_stems)))


def weightiest(rows: sp.csr_matrix, n_stems: int) -> sp.csr_matrix:
    """Unit rows of the heaviest stems of each row."""
    kept = rows.indices < n_stems
    before = _running(kept)
    parts = (
        rows.data[kept].astype(np.float32),
        rows.indices[kept],
        before[rows.indptr],
    )
    stems = sp.csr_matrix(parts, shape=(rows.shape[0], n_stems))
    strongest = _strongest(stems, _TERMS)
    normalise_rows(strongest, 1.0)
    return strongest


def _strongest(rows: sp.csr_matrix, most: int) -> sp.csr_matrix:
    """The `most` largest values of each row; of equal ones the first.

    Values are positive.
    """
    if not rows.nnz:
        return rows.copy()
    indptr, lengths = rows.indptr, np.diff(rows.indptr)
    owners = np.repeat(np.arange(len(lengths)), lengths)
    # Positive floats are in the order of their bits, and whole numbers sort quickly.
    keys = (owners.astype(np.uint64) << np.uint64(32)) | rows.data.view(np.uint32)
    keys.sort()
    places = np.minimum(np.maximum(indptr[1:] - most, indptr[:-1]), len(keys) - 1)
    least = keys[places].astype(np.uint32).view(np.float32)[owners]
    above, level = rows.data > least, rows.data == least
    room = np.minimum(lengths, most) - np.diff(_running(above)[indptr])
    seen = _running(level)
    among = seen[1:] - seen[indptr[:-1]][owners]
    kept = above | (level & (among <= room[owners]))
    parts = (rows.data[kept], rows.indices[kept], _running(kept)[indptr])
    return sp.csr_matrix(parts, shape=rows.shape)


def _running(flags: NDArray[np.bool_]) -> NDArray[np.int32]:
    """How many flags are set before each place, and in all."""
    counts = np.zeros(len(flags) + 1, dtype=np.int32)
    np.cumsum(flags, out=counts[1:])
    return counts
