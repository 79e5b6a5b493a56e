"""What is known of each training document from a model that had not seen it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.budget import Evidence
from unidoc.ml.container import State
from unidoc.ml.novelty import Lead, share_left

# A large class asks little of its own documents; but what is like nothing that the
# archive has ends in large classes, too.
_OF_THE_ARCHIVES = 0.5
# From one budget to the next larger one that is looked at.
_LARGER = 1.25


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """One entry per training document, in the order given to `fit`.

    Attributes:
        classes: int32, the given class.
        predicted: int32, the best class out of fold.
        scores: float64, the filing score.
        own: float32, the given class's margin less the best other one; negative
            where the model disagrees.

    """

    classes: NDArray[np.int32]
    predicted: NDArray[np.int32]
    scores: NDArray[np.float64]
    own: NDArray[np.float32]

    @classmethod
    def collect(
        cls,
        margins: NDArray[np.float32],
        classes: NDArray[np.int32],
    ) -> OutOfFold:
        rows = np.arange(len(classes))
        others = margins.copy()
        others[rows, classes] = -np.inf
        own = margins[rows, classes] - others.max(axis=1)
        predicted = margins.argmax(axis=1).astype(np.int32)
        return cls(classes, predicted, Lead.of(margins).scores, own)

    @property
    def accuracy(self) -> float:
        return float((self.predicted == self.classes).mean())

    def threshold(self, alpha: float, class_number: int | None = None) -> float | None:
        """The score to file at, for the archive or for what is filed into a class.

        A little higher than the promise needs it, for the sake of classes never seen;
        but where a test has passed.
        """
        evidence = Evidence.collect(*self.outcomes(class_number))
        run = evidence.certified(alpha)
        if not len(run):
            return None
        most = (1 - share_left(int(run[-1]), len(evidence.scores))) * run[-1]
        if class_number is not None:
            most = min(most, (evidence.scores >= self._least(alpha)).sum())
        filed = run[np.searchsorted(run, most)]
        return float(evidence.scores[filed - 1])

    def _least(self, alpha: float) -> float:
        """The least threshold of a class.

        Where the archive files nothing, the next larger budgets say what it asks for.
        """
        while alpha < 1:
            archive = self.threshold(alpha)
            if archive is not None:
                return _OF_THE_ARCHIVES * archive
            alpha *= _LARGER
        return -np.inf

    def documents_needed(self, alpha: float) -> int | None:
        """As `Evidence.documents_needed`, for the archive."""
        return Evidence.collect(*self.outcomes()).documents_needed(alpha)

    def outcomes(
        self, class_number: int | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Scores and errors of all documents, or of those that would go to a class."""
        chosen = slice(None) if class_number is None else self.predicted == class_number
        return self.scores[chosen], (self.predicted != self.classes)[chosen]

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
            fields.array(state, "scores", np.float64, (size,)),
            fields.array(state, "own", np.float32, (size,)),
        )
