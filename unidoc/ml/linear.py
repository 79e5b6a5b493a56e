"""The linear model: one-vs-rest L2-loss SVMs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.dual import Problem, Solution
from unidoc.ml.small_classes import Learnt, SmallClassExpert

# The margin of a class that had no document to learn from.
ABSENT_MARGIN = -3.0


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Margins = rows @ coefficients + intercepts + the small classes' votes.

    Attributes:
        coefficients: float32, features x classes.
        intercepts: float32, one per class.
        expert: what is known of the classes with few documents.

    """

    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    expert: SmallClassExpert

    def margins(self, rows: sp.csr_matrix) -> NDArray[np.float32]:
        """Margins of float32 rows, shape (rows, classes)."""
        margins: NDArray[np.float32] = rows @ self.coefficients
        margins += self.intercepts
        if len(self.expert.classes):
            margins[:, self.expert.classes] += self.expert.votes(rows, margins)
        return margins

    def raised(self, offsets: NDArray[np.float32]) -> LinearModel:
        """The model whose margins are so much higher, float32, one per class."""
        return LinearModel(
            self.coefficients, self.intercepts + offsets, self.expert.raised(offsets)
        )


def linear_model(
    rows: sp.csr_matrix,
    problem: Problem,
    solution: Solution,
    without: Collection[int] = (),
) -> LinearModel:
    """What a solution and the small classes' documents make, without those of parts."""
    training = ~np.isin(problem.parts, list(without))
    weights, intercepts = solution.weights, solution.intercepts
    learnt = Learnt(rows, problem.classes, training, weights, intercepts)
    expert = SmallClassExpert.fit(learnt, np.bincount(problem.classes))
    return LinearModel(weights, intercepts, expert)
