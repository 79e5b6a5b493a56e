"""The expert for classes with few documents.

A linear model needs some ten documents to raise the margin of a class against large
ones. Until then the class's margin gets a vote by similarity: the cosine of the document
with the class's centroid, less what both share with the archive as a whole. The vote
fades as the class nears the archive's median size, so an archive of small classes,
where none is at a disadvantage, is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.rows import row_sums

SMALL_CLASS = 10
_WEIGHT = 3.0
# A class under this share of the median needs more to be seen at all; the surplus is
# gone at twice the share.
_RARE = 0.05
_MORE_WHEN_RARE = 0.6


@dataclass(frozen=True, slots=True)
class SmallClasses:
    """Which classes get a vote (sorted int32), and its weight (float64)."""

    classes: NDArray[np.int32]
    weights: NDArray[np.float64]

    @classmethod
    def choose(cls, counts: NDArray[np.int64]) -> SmallClasses:
        weights = vote_weights(counts, counts)
        chosen = np.flatnonzero(weights > 0)
        return cls(chosen.astype(np.int32), weights[chosen])


def vote_weights(
    sizes: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The weight for classes of these sizes in an archive of classes of these counts."""
    median = float(np.median(counts[counts > 0]))
    shares = sizes / median
    fading: NDArray[np.float64] = _WEIGHT * np.maximum(0.0, 1.0 - shares)
    fading += _MORE_WHEN_RARE * np.clip(2.0 - shares / _RARE, 0.0, 1.0)
    fading[(sizes > SMALL_CLASS) | (sizes == 0)] = 0.0
    return fading


@dataclass(slots=True)
class SmallClassExpert:
    """Similarity votes, linear in a row scaled to norm 1.

    Attributes:
        classes: int32, the class numbers that get a vote.
        centroids: float32 CSR, features x classes: unit centroids times vote weight.
        shared: float32, each centroid's product with `mean`.
        mean: float32, the direction of the archive's mean row.

    """

    classes: NDArray[np.int32]
    centroids: sp.csr_matrix
    shared: NDArray[np.float32]
    mean: NDArray[np.float32]
    _place: NDArray[np.int32] = field(init=False, repr=False)
    _dense: NDArray[np.float32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay the centroids' columns out densely; the last place is for all others."""
        used = np.flatnonzero(np.diff(self.centroids.indptr))
        self._place = np.full(len(self.mean), len(used), dtype=np.int32)
        self._place[used] = np.arange(len(used), dtype=np.int32)
        self._dense = np.zeros((len(used) + 1, len(self.classes)), dtype=np.float32)
        self._dense[:-1] = self.centroids[used].toarray()

    @classmethod
    def fit(
        cls,
        rows: sp.csr_matrix,
        classes: NDArray[np.int32],
        training: NDArray[np.bool_],
        small: SmallClasses,
    ) -> SmallClassExpert:
        mean = training.astype(np.float64) @ rows
        mean /= max(float(np.sqrt(np.square(mean).sum())), 1e-12)
        centroids = _centroids(rows, classes, training, small)
        shared = (centroids @ mean).astype(np.float32)
        columns = centroids.T.tocsr().astype(np.float32)
        return cls(small.classes, columns, shared, mean.astype(np.float32))

    def similarities(self, rows: sp.csr_matrix) -> NDArray[np.float32]:
        """The votes, rows x self.classes."""
        norms = np.sqrt(row_sums(np.square(rows.data), rows.indptr))
        scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
        parts = (rows.data, self._place[rows.indices], rows.indptr)
        shape = (rows.shape[0], len(self._dense))
        products = sp.csr_matrix(parts, shape=shape) @ self._dense
        products -= np.outer(rows @ self.mean, self.shared)
        votes: NDArray[np.float32] = (products * scale[:, None]).astype(np.float32)
        return votes

    def weights(self, columns: NDArray[np.int32], norm: float) -> NDArray[np.float64]:
        """What the votes add to the coefficients for a row of this norm."""
        centroids = self.centroids[columns].toarray().astype(np.float64)
        shared = np.outer(self.mean[columns], self.shared.astype(np.float64))
        votes: NDArray[np.float64] = (centroids - shared) / max(norm, 1e-12)
        return votes


def _centroids(
    rows: sp.csr_matrix,
    classes: NDArray[np.int32],
    training: NDArray[np.bool_],
    small: SmallClasses,
) -> sp.csr_matrix:
    """The mean direction of each small class; its norm is the vote's weight."""
    lookup = np.full(int(classes.max()) + 1, -1, dtype=np.int32)
    lookup[small.classes] = np.arange(len(small.classes), dtype=np.int32)
    members = np.flatnonzero(training & (lookup[classes] >= 0))
    parts = (np.ones(len(members)), (lookup[classes[members]], np.arange(len(members))))
    sums = sp.csr_matrix(parts, shape=(len(small.classes), len(members)))
    centroids = (sums @ rows[members]).tocsr()
    centroids.sort_indices()
    norms = np.sqrt(row_sums(np.square(centroids.data), centroids.indptr))
    scale = np.divide(small.weights, norms, out=np.zeros_like(norms), where=norms > 0)
    centroids.data *= np.repeat(scale, np.diff(centroids.indptr))
    return centroids
