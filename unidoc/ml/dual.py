"""The solver: dual coordinate ascent for all classes at once.

One-vs-rest L2-regularised SVMs with squared hinge loss in the dual form of Hsieh et al.
(ICML 2008), which liblinear solves class by class and document by document. Here
documents are visited in batches, and within a batch a few together, for all classes:
dense arrays instead of a loop per class. Steps of documents taken together are
shortened so that each still raises the dual objective (a separable bound on the
quadratic term, as in Shalev-Shwartz & Zhang, JMLR 2013).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

_SEED = 0
_BATCH = 128
_TOGETHER = 16
# The constant feature's square: a small one couples the documents less, which the
# ascent is quicker for; the texts' common direction does the rest of its work.
_CONSTANT = np.float32(0.03)
_COST = 1.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that are visited together.

    Attributes:
        part: which part of the archive they belong to.
        documents: their places in the archive.
        columns: int32, the columns they have; `rows` has those alone.
        gram: float32, products of the rows with each other, the constant's included.

    """

    part: int
    documents: NDArray[np.int64]
    columns: NDArray[np.int32]
    rows: sp.csr_matrix
    gram: NDArray[np.float32]

    @classmethod
    def cut(cls, rows: sp.csr_matrix, documents: NDArray[np.int64], part: int) -> Batch:
        own = rows[documents]
        columns, places = np.unique(own.indices, return_inverse=True)
        parts = (own.data, places.astype(np.int32), own.indptr)
        own = sp.csr_matrix(parts, shape=(len(documents), len(columns)))
        gram = (own @ own.T).toarray() + _CONSTANT
        return cls(part, documents, columns, own, gram)


@dataclass(frozen=True, slots=True)
class Solution:
    """A point of the dual and the weights that follow from it; changed in place.

    Attributes:
        weights: float32, features x classes.
        intercepts: float32, one per class.
        duals: float32, documents x classes; positive for a document's own class,
            negative for the others.

    """

    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    duals: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Problem:
    """An archive cut into batches; each class's documents weigh as much as any other's.

    Attributes:
        classes: int32, the class of each document.
        parts: the part of the archive that each document belongs to.
        softness: float32, 1 / (2 * cost) of each document for its own class.
        batches: in the order of the passes.

    """

    classes: NDArray[np.int32]
    parts: NDArray[np.integer]
    softness: NDArray[np.float32]
    width: int
    batches: tuple[Batch, ...]

    @classmethod
    def state(
        cls,
        rows: sp.csr_matrix,
        classes: NDArray[np.int32],
        parts: NDArray[np.integer],
    ) -> Problem:
        """Of float32 rows; no batch has documents of two parts."""
        counts = np.bincount(classes)
        weights = len(classes) / (np.count_nonzero(counts) * counts[classes])
        softness = (0.5 / (_COST * weights)).astype(np.float32)
        batches = tuple(_cut(rows, parts))
        return cls(classes, parts, softness, rows.shape[1], batches)

    def solve(self, passes: int, without: Collection[int] = ()) -> Solution:
        """The model of all documents but those of some parts, from zero."""
        n_classes = int(self.classes.max()) + 1
        solution = Solution(
            np.zeros((self.width, n_classes), dtype=np.float32),
            np.zeros(n_classes, dtype=np.float32),
            np.zeros((len(self.classes), n_classes), dtype=np.float32),
        )
        batches = [batch for batch in self.batches if batch.part not in without]
        # One thread: the sums, and so the bits, don't depend on the machine's load.
        with threadpool_limits(1, user_api="blas"):
            for _ in range(passes):
                for batch in batches:
                    self._visit(batch, solution)
        return solution

    def _visit(self, batch: Batch, solution: Solution) -> None:
        """Ascend in the duals of one batch."""
        weights = solution.weights.take(batch.columns, axis=0)
        errors = batch.rows @ weights
        errors += solution.intercepts
        duals = solution.duals[batch.documents]
        steps = self._steps(batch, errors, duals)
        weights += batch.rows.T @ steps
        solution.weights[batch.columns] = weights
        solution.intercepts[:] += _CONSTANT * steps.sum(axis=0)
        solution.duals[batch.documents] = duals + steps

    def _steps(
        self, batch: Batch, errors: NDArray[np.float32], start: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """How the duals of a batch change from margins `errors`, which are used up."""
        documents = batch.documents
        own = (np.arange(len(documents)), self.classes[documents])
        errors += 1
        errors[own] -= 2
        duals = start.copy()
        softness = np.full_like(duals, 0.5 / _COST)
        softness[own] = self.softness[documents]
        for begin in range(0, len(documents), _TOGETHER):
            some = slice(begin, begin + _TOGETHER)
            bound = np.abs(batch.gram[some, some]).sum(axis=1, keepdims=True)
            step = errors[some] + softness[some] * duals[some]
            step /= -(bound + softness[some])
            step = _feasible(duals[some] + step, own[1][some]) - duals[some]
            duals[some] += step
            errors[some.stop :] += batch.gram[some.stop :, some] @ step
        duals -= start
        return duals


def _feasible(
    duals: NDArray[np.float32], classes: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Duals of the right sign."""
    own = (np.arange(len(duals)), classes)
    positive = np.maximum(duals[own], 0)
    np.minimum(duals, 0, out=duals)
    duals[own] = positive
    return duals


def _cut(rows: sp.csr_matrix, parts: NDArray[np.integer]) -> Iterator[Batch]:
    """Batches of about equal size in a random order within each part."""
    order = np.random.default_rng(_SEED).permutation(len(parts))
    for part in np.unique(parts):
        documents = order[parts[order] == part]
        for some in np.array_split(documents, -(-len(documents) // _BATCH)):
            yield Batch.cut(rows, some, int(part))
