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
    before = np.concatenate([[0], np.cumsum(kept)])
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
    """The `most` largest values of each row, columns sorted; ties by column."""
    owners = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((rows.indices, -rows.data, owners))
    rank = np.arange(len(order)) - np.repeat(rows.indptr[:-1], np.diff(rows.indptr))
    chosen = np.sort(order[rank < most])
    lengths = np.minimum(np.diff(rows.indptr), most)
    indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    parts = (rows.data[chosen], rows.indices[chosen], indptr)
    strongest = sp.csr_matrix(parts, shape=rows.shape)
    strongest.sort_indices()
    return strongest
