"""Out-of-fold margins: what the model says of documents it has not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.linear import ABSENT_MARGIN, Solver, fit_linear
from unidoc.ml.rows import document_frequencies, split_columns
from unidoc.ml.small_classes import SmallClasses

_SEED = 0


def stratified_folds(
    classes: NDArray[np.int32], n_folds: int, groups: NDArray[np.int64] | None = None
) -> NDArray[np.int8]:
    """The fold of each document; every class is spread evenly over the folds.

    Documents of the same class and group (copies of one text) share a fold, so
    that none is judged by its own copy.
    """
    order = np.random.default_rng(_SEED).permutation(len(classes))
    leaders = np.arange(len(classes))
    if groups is not None:
        pairs = np.stack([classes.astype(np.int64), groups])
        _, first, member = np.unique(
            pairs, axis=1, return_index=True, return_inverse=True
        )
        leaders = first[member.ravel()]
    order = order[leaders[order] == order]
    order = order[np.argsort(classes[order], kind="stable")]
    folds = np.zeros(len(classes), dtype=np.int8)
    folds[order] = np.arange(len(order)) % n_folds
    return folds[leaders]


def out_of_fold_margins(
    rows: sp.csr_matrix,
    classes: NDArray[np.int32],
    folds: NDArray[np.int8],
    widths: Sequence[int],
    solver: Solver,
) -> NDArray[np.float32]:
    """Margins of each document by a model trained without its fold.

    Columns that the training part lacks are dropped from the held-out rows, and
    each of their blocks is scaled back to its norm: so unknown words are imitated
    without building the features anew for each fold.
    """
    n_classes = int(classes.max()) + 1
    margins = np.empty((len(classes), n_classes), dtype=np.float32)
    for fold in np.unique(folds):
        held_out = folds == fold
        margins[held_out] = held_out_margins(rows, classes, held_out, widths, solver)
    return margins


def held_out_margins(
    rows: sp.csr_matrix,
    classes: NDArray[np.int32],
    held_out: NDArray[np.bool_],
    widths: Sequence[int],
    solver: Solver,
) -> NDArray[np.float32]:
    """Margins of the held-out documents by a model of the others."""
    counts = np.bincount(classes, minlength=int(classes.max()) + 1)
    model = fit_linear(rows, classes, ~held_out, SmallClasses.choose(counts), solver)
    part = rows[held_out].astype(np.float32)
    seen = document_frequencies(rows) > document_frequencies(part)
    _drop_unseen(part, seen, widths)
    margins = model.margins(part)
    absent = np.bincount(classes[~held_out], minlength=len(counts)) == 0
    margins[:, absent] = ABSENT_MARGIN
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
