"""Out-of-fold margins: what the model says of documents it has not seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.dual import Problem
from unidoc.ml.linear import ABSENT_MARGIN, fit_linear
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
    problem: Problem,
    held_out: Sequence[Collection[int]],
    widths: Sequence[int],
    passes: int,
) -> NDArray[np.float32]:
    """Margins of each document by a model trained without its fold.

    Columns that the training part lacks are dropped from the held-out rows, and
    each of their blocks is scaled back to its norm: so unknown words are imitated
    without building the features anew for each fold.

    Args:
        rows: float32, all documents.
        problem: the documents cut into parts.
        held_out: the parts that make a fold; every part is in one fold.
        widths: of the blocks.
        passes: over the documents of each training part.

    """
    n_classes = int(problem.classes.max()) + 1
    margins = np.empty((len(problem.classes), n_classes), dtype=np.float32)
    for parts in held_out:
        chosen = np.isin(problem.parts, list(parts))
        margins[chosen] = held_out_margins(rows, problem, parts, widths, passes)
    return margins


def held_out_margins(
    rows: sp.csr_matrix,
    problem: Problem,
    parts: Collection[int],
    widths: Sequence[int],
    passes: int,
) -> NDArray[np.float32]:
    """Margins of the documents of some parts by a model of the others."""
    counts = np.bincount(problem.classes)
    held_out = np.isin(problem.parts, list(parts))
    small = SmallClasses.choose(counts)
    model = fit_linear(rows, problem, small, passes=passes, without=parts)
    part = rows[held_out]
    seen = document_frequencies(rows) > document_frequencies(part)
    _drop_unseen(part, seen, widths)
    margins = model.margins(part)
    absent = np.bincount(problem.classes[~held_out], minlength=len(counts)) == 0
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
