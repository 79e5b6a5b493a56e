"""Out-of-fold margins: what the model says of documents it has not seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.dual import Problem, Solution
from unidoc.ml.linear import ABSENT_MARGIN, linear_model
from unidoc.ml.rows import document_frequencies, split_columns

_SEED = 0
_SHARED_PASSES = 1
_OWN_PASSES = 2


def stratified_folds(classes: NDArray[np.int32], n_folds: int) -> NDArray[np.int8]:
    """The fold of each document; every class is spread evenly over the folds."""
    order = np.random.default_rng(_SEED).permutation(len(classes))
    order = order[np.argsort(classes[order], kind="stable")]
    folds = np.zeros(len(classes), dtype=np.int8)
    folds[order] = np.arange(len(order)) % n_folds
    return folds


@dataclass(frozen=True, slots=True)
class CrossFit:
    """What came of training without each fold in turn.

    Attributes:
        margins: float32, documents x classes, by a model that had not seen them.
        duals: float32, documents x classes, the mean of the models that had.

    """

    margins: NDArray[np.float32]
    duals: NDArray[np.float32]

    @classmethod
    def fit(
        cls,
        rows: sp.csr_matrix,
        problem: Problem,
        folds: Sequence[Collection[int]],
        widths: Sequence[int],
    ) -> CrossFit:
        """Train without each fold; every part of the problem is in one fold.

        Args:
            rows: float32, all documents.
            problem: the documents cut into parts.
            folds: the parts of each, at least two folds.
            widths: of the blocks.

        """
        shape = (len(problem.classes), int(problem.classes.max()) + 1)
        margins, duals = np.empty(shape, np.float32), np.zeros(shape, np.float32)
        for fold, solution in _solutions(problem, folds):
            held_out = np.isin(problem.parts, list(fold))
            margins[held_out] = held_out_margins(rows, problem, solution, fold, widths)
            duals += solution.duals
        duals /= len(folds) - 1
        return cls(margins, duals)


def _solutions(
    problem: Problem, folds: Sequence[Collection[int]]
) -> Iterator[tuple[Collection[int], Solution]]:
    """Each fold and the model without it.

    Half of the folds share their first passes, over the documents of the other half
    (after TreeCV of Joulani, György & Szepesvári, 2015): no model has ever seen its
    fold, and less is done twice.
    """
    middle = len(folds) // 2
    for some in (folds[:middle], folds[middle:]):
        shared = problem.solve(_SHARED_PASSES, [part for fold in some for part in fold])
        for fold in some:
            solution = shared if fold is some[-1] else shared.copy()
            problem.improve(solution, _OWN_PASSES, fold)
            yield fold, solution


def held_out_margins(
    rows: sp.csr_matrix,
    problem: Problem,
    solution: Solution,
    parts: Collection[int],
    widths: Sequence[int],
) -> NDArray[np.float32]:
    """Margins of the documents of some parts by a solution without them.

    Columns that the training part lacks are dropped from the held-out rows, and each
    of their blocks is scaled back to its norm: so unknown words are imitated without
    building the features anew.
    """
    held_out = np.isin(problem.parts, list(parts))
    model = linear_model(rows, problem, solution, parts)
    part = rows[held_out]
    seen = document_frequencies(rows) > document_frequencies(part)
    _drop_unseen(part, seen, widths)
    margins = model.margins(part)
    trained = np.bincount(problem.classes[~held_out], minlength=margins.shape[1])
    margins[:, trained == 0] = ABSENT_MARGIN
    return margins


def _drop_unseen(
    rows: sp.csr_matrix, seen: NDArray[np.bool_], widths: Sequence[int]
) -> None:
    """Zero the unseen columns and give each block of a row its norm back, in place."""
    block = split_columns(rows, widths)
    owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    cell = owner * len(widths) + block
    size = rows.shape[0] * len(widths)
    before = np.bincount(cell, weights=np.square(rows.data), minlength=size)
    rows.data[~seen[rows.indices]] = 0
    after = np.bincount(cell, weights=np.square(rows.data), minlength=size)
    scale = np.sqrt(np.divide(before, after, out=np.zeros(size), where=after > 0))
    rows.data *= scale[cell].astype(np.float32)
