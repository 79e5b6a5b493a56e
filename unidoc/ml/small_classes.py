"""The expert for classes with few documents.

A linear model needs some ten documents to raise the margin of a class against large
ones. Until then the class's margin gets a vote by likeness, of two kinds. Similarity:
the cosine of the document with the class's centroid, less what both share with the
archive as a whole. Profile: how the classes that have documents see it, that is whether
its margins for them rise and fall as those of the class's own documents do. What holds
a class back is how many times larger the others are: the vote fades with the logarithm
of the archive's median size to its own, as in logit adjustment (Menon et al., 2021). So
an archive of small classes, where none is at a disadvantage, is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.container import State
from unidoc.ml.rows import row_sums

SMALL_CLASS = 10
SIMILARITY = 2.0
_PROFILE = 0.3
# What a vote has before it says anything: a class was made for documents to come.
_HEAD_START = 0.1
# A class that the median class is so many times as large as has all of its vote.
_FAR_BEHIND = 15


def fading(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much of its vote each class has (0 to 1), from the documents of each."""
    median = float(np.median(counts[counts > 0]))
    behind = np.log(median / np.maximum(counts, 1)) / np.log(_FAR_BEHIND)
    left: NDArray[np.float64] = np.clip(behind, 0, 1)
    left[(counts > SMALL_CLASS) | (counts == 0)] = 0.0
    return left


def profiles(
    margins: NDArray[np.floating],
    usual: NDArray[np.floating],
    counts: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The directions of some margins from the archive's usual ones, as vote weights.

    Only classes with documents enough are asked, and what they say counts by the square
    of their share of all classes: few say little. Rows x classes.
    """
    asked = counts > SMALL_CLASS
    found = np.where(asked, margins - usual, 0.0).astype(np.float64)
    norms = np.sqrt(np.square(found).sum(axis=1, keepdims=True))
    share = float(asked.sum() / np.count_nonzero(counts))
    directions: NDArray[np.float64] = (
        _PROFILE * share**2 * found / np.maximum(norms, 1e-12)
    )
    return directions


@dataclass(frozen=True, slots=True)
class Learnt:
    """What an expert is made from: documents, and the linear model of them.

    Attributes:
        rows: float32, the documents.
        classes: int32, of the documents.
        chosen: bool, which of them to learn from.
        coefficients: float32, features x classes.
        intercepts: float32, one per class.

    """

    rows: sp.csr_matrix
    classes: NDArray[np.int32]
    chosen: NDArray[np.bool_]
    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float32]

    def sums(self, groups: NDArray[np.int32]) -> sp.csr_matrix:
        """The sum of the rows of each class of `groups`, float64."""
        lookup = np.full(len(self.intercepts), -1, dtype=np.int32)
        lookup[groups] = np.arange(len(groups), dtype=np.int32)
        members = np.flatnonzero(self.chosen & (lookup[self.classes] >= 0))
        places = (lookup[self.classes[members]], np.arange(len(members)))
        parts = (np.ones(len(members)), places)
        picked = sp.csr_matrix(parts, shape=(len(groups), len(members)))
        found = (picked @ self.rows[members]).tocsr()
        found.sort_indices()
        return found

    def margins(
        self, sums: sp.csr_matrix | NDArray[np.float64], counts: NDArray[np.integer]
    ) -> NDArray[np.float64]:
        """The mean margins of so many documents each, from the sums of their rows."""
        # In their own type: else all coefficients would be copied into a larger one.
        products = sums.astype(self.coefficients.dtype) @ self.coefficients
        margins: NDArray[np.float64] = products / np.maximum(counts, 1)[..., None]
        return margins + self.intercepts


@dataclass(slots=True)
class SmallClassExpert:
    """The votes. Similarities are linear in a row scaled to norm 1.

    Attributes:
        classes: int32, the class numbers that get a vote.
        centroids: float32 CSR, features x classes: unit centroids times vote weight.
        shared: float32, each centroid's product with `mean`.
        mean: float32, the direction of the archive's mean row.
        usual: float32, the archive's mean margin of each class of the model.
        profiles: float32, classes of the model x classes.
        offsets: float32, what is added to each vote.

    """

    classes: NDArray[np.int32]
    centroids: sp.csr_matrix
    shared: NDArray[np.float32]
    mean: NDArray[np.float32]
    usual: NDArray[np.float32]
    profiles: NDArray[np.float32]
    offsets: NDArray[np.float32]
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
    def fit(cls, learnt: Learnt, counts: NDArray[np.int64]) -> SmallClassExpert:
        """From the chosen documents, in an archive of classes of these counts."""
        left = fading(counts)
        small = np.flatnonzero(left).astype(np.int32)
        total = learnt.chosen.astype(np.float64) @ learnt.rows
        usual = learnt.margins(total, np.array(learnt.chosen.sum()))
        mean = total / max(float(np.sqrt(np.square(total).sum())), 1e-12)
        sums = learnt.sums(small)
        own = np.bincount(learnt.classes[learnt.chosen], minlength=len(counts))[small]
        seen = profiles(learnt.margins(sums, own), usual, counts) * (own > 0)[:, None]
        seen *= left[small, None]
        centroids = _scaled(sums, SIMILARITY * left[small])
        return cls(
            small,
            centroids.T.tocsr().astype(np.float32),
            (centroids @ mean).astype(np.float32),
            mean.astype(np.float32),
            usual.astype(np.float32),
            np.ascontiguousarray(seen.T, dtype=np.float32),
            (_HEAD_START * left[small] - seen @ usual).astype(np.float32),
        )

    def raised(self, offsets: NDArray[np.float32]) -> SmallClassExpert:
        """The same votes where the model's margins are so much higher."""
        return replace(
            self,
            usual=self.usual + offsets,
            offsets=self.offsets - offsets @ self.profiles,
        )

    def votes(
        self, rows: sp.csr_matrix, margins: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Rows x self.classes, from the linear model's margins of these rows."""
        votes = self._similarities(rows)
        votes += margins @ self.profiles
        votes += self.offsets
        return votes

    def _similarities(self, rows: sp.csr_matrix) -> NDArray[np.float32]:
        norms = np.sqrt(row_sums(np.square(rows.data), rows.indptr))
        scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
        parts = (rows.data, self._place[rows.indices], rows.indptr)
        shape = (rows.shape[0], len(self._dense))
        products = sp.csr_matrix(parts, shape=shape) @ self._dense
        products -= np.outer(rows @ self.mean, self.shared)
        similar: NDArray[np.float32] = (products * scale[:, None]).astype(np.float32)
        return similar

    def weights(
        self,
        columns: NDArray[np.int32],
        coefficients: NDArray[np.float64],
        norm: float,
    ) -> NDArray[np.float64]:
        """What the votes add to these columns' coefficients for a row of this norm."""
        centroids = self.centroids[columns].toarray().astype(np.float64)
        shared = np.outer(self.mean[columns], self.shared.astype(np.float64))
        votes: NDArray[np.float64] = (centroids - shared) / max(norm, 1e-12)
        votes += coefficients @ self.profiles
        return votes

    def state(self) -> State:
        arrays = {
            "classes": self.classes,
            "shared": self.shared,
            "mean": self.mean,
            "usual": self.usual,
            "profiles": self.profiles,
            "offsets": self.offsets,
            **fields.pack_rows("centroids", self.centroids),
        }
        return State({}, arrays)

    @classmethod
    def from_state(cls, state: State, width: int, n_classes: int) -> SmallClassExpert:
        small = fields.sorted_indices(state, "classes", n_classes)
        size = len(small)
        return cls(
            small,
            fields.rows(state, "centroids", np.float32, (width, size)),
            fields.array(state, "shared", np.float32, (size,)),
            fields.array(state, "mean", np.float32, (width,)),
            fields.array(state, "usual", np.float32, (n_classes,)),
            fields.array(state, "profiles", np.float32, (n_classes, size)),
            fields.array(state, "offsets", np.float32, (size,)),
        )


def _scaled(sums: sp.csr_matrix, norms: NDArray[np.float64]) -> sp.csr_matrix:
    """The rows with these norms; empty rows stay empty. `sums` is used up."""
    before = np.sqrt(row_sums(np.square(sums.data), sums.indptr))
    scale = np.divide(norms, before, out=np.zeros_like(before), where=before > 0)
    sums.data *= np.repeat(scale, np.diff(sums.indptr))
    return sums
