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
from scipy.sparse import _sparsetools

_SEED = 0
_BATCH = 128
_TOGETHER = 16
# The constant feature's square: a small one couples the documents less, which the
# ascent is quicker for; the texts' common direction does the rest of its work.
_CONSTANT = np.float32(0.03)
_COST = 1.0
# Where intercepts start, and are drawn to: a text that says nothing is in no class. From
# zero, words that all texts share would have to learn it, and short texts have few.
_OUTSIDE = np.float32(-1)
# Steps longer than the bound's best point still ascend (below 2), and arrive sooner.
_PACE = 1.3


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that are visited together.

    Attributes:
        part: which part of the archive they belong to.
        documents: their places in the archive.
        rows: float32, theirs.
        gram: float32, products of the rows with each other, the constant's included.
        bounds: float32 column, of each document's products with those of its group.

    """

    part: int
    documents: NDArray[np.int64]
    rows: sp.csr_matrix
    gram: NDArray[np.float32]
    bounds: NDArray[np.float32]

    @classmethod
    def cut(cls, rows: sp.csr_matrix, documents: NDArray[np.int64], part: int) -> Batch:
        own = rows[documents]
        gram = (own @ own.T).toarray() + _CONSTANT
        group = np.arange(len(documents)) // _TOGETHER
        together = np.where(group[:, None] == group, np.abs(gram), 0)
        bounds = together.sum(axis=1, keepdims=True)
        return cls(part, documents, own, gram, bounds)

    def margins(
        self, weights: NDArray[np.float32], intercepts: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Rows @ weights + intercepts."""
        rows = self.rows
        margins = np.tile(intercepts, (len(self.documents), 1))
        # What SciPy's own product calls, without its checks and copies.
        _sparsetools.csr_matvecs(
            *rows.shape,
            len(intercepts),
            rows.indptr,
            rows.indices,
            rows.data,
            weights.reshape(-1),
            margins.reshape(-1),
        )
        return margins

    def add_to(self, weights: NDArray[np.float32], steps: NDArray[np.float32]) -> None:
        """Add rows.T @ steps, touching the rows' own columns alone."""
        rows = self.rows
        width, n_classes = weights.shape
        # SciPy's own product would first fill a matrix of all columns.
        _sparsetools.csc_matvecs(
            width,
            len(self.documents),
            n_classes,
            rows.indptr,
            rows.indices,
            rows.data,
            steps.reshape(-1),
            weights.reshape(-1),
        )


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

    def copy(self) -> Solution:
        return Solution(self.weights.copy(), self.intercepts.copy(), self.duals.copy())


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
            np.full(n_classes, _OUTSIDE),
            np.zeros((len(self.classes), n_classes), dtype=np.float32),
        )
        self.improve(solution, passes, without)
        return solution

    def improve(
        self, solution: Solution, passes: int, without: Collection[int] = ()
    ) -> None:
        """So many more passes over the documents, but those of some parts."""
        batches = [batch for batch in self.batches if batch.part not in without]
        for _ in range(passes):
            for batch in batches:
                self._visit(batch, solution)

    def at(self, duals: NDArray[np.float32]) -> Solution:
        """The point of the dual with the weights that follow; takes the duals over."""
        weights = np.zeros((self.width, duals.shape[1]), dtype=np.float32)
        for batch in self.batches:
            batch.add_to(weights, duals[batch.documents])
        return Solution(weights, _OUTSIDE + _CONSTANT * duals.sum(axis=0), duals)

    def _visit(self, batch: Batch, solution: Solution) -> None:
        """Ascend in the duals of one batch."""
        margins = batch.margins(solution.weights, solution.intercepts)
        steps = self._steps(batch, margins, solution.duals[batch.documents])
        batch.add_to(solution.weights, steps)
        solution.intercepts[:] += _CONSTANT * steps.sum(axis=0)
        solution.duals[batch.documents] += steps

    def _steps(
        self, batch: Batch, margins: NDArray[np.float32], start: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """How the duals of a batch change; `margins` are used up."""
        documents = batch.documents
        own = (np.arange(len(documents)), self.classes[documents])
        signs = np.full_like(start, -1)
        signs[own] = 1
        softness = np.full_like(start, 0.5 / _COST)
        softness[own] = self.softness[documents]
        pace = _PACE / (batch.bounds + softness)
        sizes = signs * start  # of the duals: never negative
        # A step goes from a size to size - pace * (sign * margin - 1 + softness * size).
        slopes = signs * pace
        targets = pace + (1 - pace * softness) * sizes
        steps = np.empty_like(start)
        for begin in range(0, len(documents), _TOGETHER):
            some = slice(begin, begin + _TOGETHER)
            step = slopes[some] * margins[some]
            np.subtract(targets[some], step, out=step)
            np.maximum(step, 0, out=step)
            step -= sizes[some]
            step *= signs[some]
            margins[some.stop :] += batch.gram[some.stop :, some] @ step
            steps[some] = step
        return steps


def _cut(rows: sp.csr_matrix, parts: NDArray[np.integer]) -> Iterator[Batch]:
    """Batches of about equal size in a random order within each part."""
    order = np.random.default_rng(_SEED).permutation(len(parts))
    for part in np.unique(parts):
        documents = order[parts[order] == part]
        for some in np.array_split(documents, -(-len(documents) // _BATCH)):
            yield Batch.cut(rows, some, int(part))
