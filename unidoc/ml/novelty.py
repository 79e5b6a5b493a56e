"""Telling documents of classes never seen from those of the known ones.

The gap between the two best margins says which class it is, not whether it is any. A
document of a new class often falls clearly to its nearest relative; but other classes
have something of it, too, where a document of a known class has the rest far behind. So
the filing score is the best margin's lead over the second and over the field that
follows, and a document whose best margin hardly leads the field is unknown.

Some such documents have a clear lead all the same, most of them little more than the
threshold asks for. The guarantee is about known classes and doesn't see them: so the
threshold is raised until a small share of what it would file is left to a person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The classes that follow the best two.
_FIELD = 10
# Below what nearly all right answers reach, the document looks like nothing known.
_UNKNOWN_SHARE = 0.02
# Of what a threshold would file: little where that is nearly everything, more where
# errors are to be rare, nothing where the archive files little as it is.
_LEFT_AT_LEAST = 0.05
_LEFT_AT_MOST = 0.075
_LEFT_MORE = 0.3
_MANY_DOCUMENTS = 1000


@dataclass(frozen=True, slots=True)
class Lead:
    """How far the best margin of each document is ahead.

    Attributes:
        over_second: float64, of the second best.
        over_field: float64, of the mean of those that follow the second; where there
            are but two classes, of the second.

    """

    over_second: NDArray[np.float64]
    over_field: NDArray[np.float64]

    @classmethod
    def of(cls, margins: NDArray[np.float32]) -> Lead:
        """From margins, documents x at least two classes."""
        count = min(_FIELD + 2, margins.shape[1])
        top = np.partition(margins, margins.shape[1] - count, axis=1)[:, -count:]
        best: NDArray[np.float64] = np.sort(top, axis=1).astype(np.float64)
        field = best[:, : max(count - 2, 1)].mean(axis=1)
        return cls(best[:, -1] - best[:, -2], best[:, -1] - field)

    @property
    def scores(self) -> NDArray[np.float64]:
        """The filing scores."""
        return self.over_second + self.over_field

    def floor(self, right: NDArray[np.bool_]) -> float:
        """The least lead over the field of a document that is known.

        Args:
            right: which documents were answered rightly.

        """
        known = self.over_field[right] if right.any() else self.over_field
        return float(np.quantile(known, _UNKNOWN_SHARE))


def share_left(filed: int, documents: int) -> float:
    """The share of so many certified ones, of all documents, that a person gets."""
    if documents < _MANY_DOCUMENTS:
        return 0.0
    not_filed = 1 - filed / documents
    return min(_LEFT_AT_LEAST + _LEFT_MORE * not_filed, _LEFT_AT_MOST)
