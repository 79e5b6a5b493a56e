"""What is known of each training document from a model that had not seen it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.budget import Evidence
from unidoc.ml.container import State


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """One entry per training document, in the order given to `fit`.

    Attributes:
        classes: int32, the given class.
        predicted: int32, the best class out of fold.
        scores: float32, the filing score.
        own: float32, the given class's margin less the best other one; negative
            where the model disagrees.

    """

    classes: NDArray[np.int32]
    predicted: NDArray[np.int32]
    scores: NDArray[np.float32]
    own: NDArray[np.float32]

    @classmethod
    def collect(
        cls, margins: NDArray[np.float32], classes: NDArray[np.int32]
    ) -> OutOfFold:
        rows = np.arange(len(classes))
        others = margins.copy()
        others[rows, classes] = -np.inf
        own = margins[rows, classes] - others.max(axis=1)
        predicted = margins.argmax(axis=1).astype(np.int32)
        return cls(classes, predicted, gaps(margins), own)

    @property
    def accuracy(self) -> float:
        return float((self.predicted == self.classes).mean())

    def evidence(self, class_number: int | None = None) -> Evidence:
        """For the whole archive, or for what would be filed into one class."""
        chosen = slice(None) if class_number is None else self.predicted == class_number
        wrong = self.predicted[chosen] != self.classes[chosen]
        return Evidence.collect(self.scores[chosen], wrong)

    def state(self) -> State:
        return State(
            {},
            {
                "classes": self.classes,
                "predicted": self.predicted,
                "scores": self.scores,
                "own": self.own,
            },
        )

    @classmethod
    def from_state(cls, state: State, n_classes: int) -> OutOfFold:
        classes = fields.indices(state, "classes", None, (0, n_classes))
        size = len(classes)
        return cls(
            classes,
            fields.indices(state, "predicted", size, (0, n_classes)),
            fields.array(state, "scores", np.float32, (size,)),
            fields.array(state, "own", np.float32, (size,)),
        )


def gaps(margins: NDArray[np.float32]) -> NDArray[np.float32]:
    """The filing score: the best margin less the second best."""
    best = np.partition(margins, -2, axis=1)[:, -2:]
    gap: NDArray[np.float32] = best[:, 1] - best[:, 0]
    return gap
