"""One TF-IDF block: which columns it keeps, and how it weighs counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.rows import normalise_rows, occurring, take_columns


@dataclass(frozen=True, slots=True)
class Block:
    """Kept columns (sorted raw numbers), their IDF, and the norm of a filled row.

    A value is (1 + log tf) * (log((1 + n) / (1 + df)) + 1), as in scikit-learn's
    TfidfVectorizer(sublinear_tf=True); each row is then scaled to `norm`.
    """

    kept: NDArray[np.int32]
    idf: NDArray[np.float32]
    norm: float

    @classmethod
    def fit(
        cls,
        columns: NDArray[np.int32],
        frequencies: NDArray[np.int64],
        n_documents: int,
        limits: Limits,
        norm: float,
    ) -> Block:
        """From the columns that occur, sorted, and in how many documents each does."""
        most = limits.max_df * n_documents
        # In a tiny archive a share of the documents is less than `min_df` of them.
        most = max(most, limits.min_df)
        kept = (frequencies >= limits.min_df) & (frequencies <= most)
        idf = np.log((1 + n_documents) / (1 + frequencies[kept])) + 1
        return cls(columns[kept], idf.astype(np.float32), norm)

    @property
    def width(self) -> int:
        return len(self.kept)

    def weigh(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        """TF-IDF rows from counts over the kept columns; `counts` is used up."""
        np.log(counts.data, out=counts.data)
        counts.data += 1
        counts.data *= self.idf[counts.indices]
        normalise_rows(counts, self.norm)
        return counts

    def select(self, raw_counts: sp.csr_matrix) -> sp.csr_matrix:
        """The kept columns of counts over all raw columns."""
        return take_columns(raw_counts, self.kept)


@dataclass(frozen=True, slots=True)
class Limits:
    """A column is kept if min_df <= df <= max_df * documents."""

    min_df: int = 1
    max_df: float = 1.0


def fit_block(
    raw_counts: sp.csr_matrix, limits: Limits, norm: float
) -> tuple[Block, sp.csr_matrix]:
    """The block and its TF-IDF rows."""
    columns, frequencies = occurring(raw_counts)
    block = Block.fit(columns, frequencies, raw_counts.shape[0], limits, norm)
    return block, block.weigh(block.select(raw_counts))
