"""What a recipe, a way to score documents, says of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Judgement:
    """Scores of documents against all classes.

    Attributes:
        margins: float32, documents x trained classes.
        informative: bool, whether a document says anything about its subject in
            words that the archive knows.
        rows: the documents' features, if the recipe can learn from corrections.

    """

    margins: NDArray[np.float32]
    informative: NDArray[np.bool_]
    rows: sp.csr_matrix | None = None


@dataclass(frozen=True, slots=True)
class Unseen:
    """Margins of training documents from models that had not seen them.

    Attributes:
        margins: float32, all documents x classes, out of fold.
        newest: float32, the newest documents x classes, from the older ones alone.

    """

    margins: NDArray[np.float32]
    newest: NDArray[np.float32] | None = None

    def raised(self, offsets: NDArray[np.float32]) -> Unseen:
        """The margins that are so much higher, float32, one per class."""
        newest = None if self.newest is None else self.newest + offsets
        return Unseen(self.margins + offsets, newest)
