"""The best few of many scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def best_columns(scores: NDArray[np.floating], most: int) -> NDArray[np.intp]:
    """The columns of the `most` highest scores of each row, best first.

    Of equal scores the one in the lower column comes first. Scores are finite.
    """
    # A search for each of a few is quicker than one partial sort.
    left = scores.copy()
    n_rows, n_columns = left.shape
    rows = np.arange(n_rows)
    order = np.empty((n_rows, min(most, n_columns)), dtype=np.intp)
    for place in range(order.shape[1]):
        best = left.argmax(axis=1)
        order[:, place] = best
        left[rows, best] = -np.inf
    return order
