"""The best few of many scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def best_columns(scores: NDArray[np.floating], most: int) -> NDArray[np.intp]:
    """The columns of the `most` highest scores of each row, best first.

    Of equal scores the one in the lower column comes first.
    """
    if scores.shape[1] <= most:
        return np.argsort(-scores, axis=1, kind="stable")
    some = np.argpartition(-scores, most - 1, axis=1)[:, :most]
    some.sort(axis=1)
    own = np.take_along_axis(scores, some, axis=1)
    order = np.argsort(-own, axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1)
