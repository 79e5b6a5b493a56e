"""What is known of each training document from a model that had not seen it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.budget import Evidence
from unidoc.ml.container import State
from unidoc.ml.novelty import Typicality, gaps


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """One entry per training document, in the order given to `fit`.

    Attributes:
        classes: int32, the given class.
        predicted: int32, the best class out of fold.
        scores: float64, the filing score.
        gaps: float64, the score before typicality limits it.
        own: float32, the given class's margin less the best other one; negative
            where the model disagrees.

    """

    classes: NDArray[np.int32]
    predicted: NDArray[np.int32]
    scores: NDArray[np.float64]
    gaps: NDArray[np.float64]
    own: NDArray[np.float32]

    @classmethod
    def collect(
        cls,
        margins: NDArray[np.float32],
        classes: NDArray[np.int32],
        typicality: Typicality,
    ) -> OutOfFold:
        rows = np.arange(len(classes))
        others = margins.copy()
        others[rows, classes] = -np.inf
        own = margins[rows, classes] - others.max(axis=1)
        predicted = margins.argmax(axis=1).astype(np.int32)
        return cls(classes, predicted, typicality.scores(margins), gaps(margins), own)

    @property
    def accuracy(self) -> float:
        return float((self.predicted == self.classes).mean())

    def threshold(self, alpha: float, class_number: int | None = None) -> float | None:
        """The score to file at, for the archive or for what is filed into a class.

        Both the score and the plain gap must keep the promise: else what typicality
        saves in errors would be spent on filing less typical documents.
        """
        thresholds = [
            evidence.threshold(alpha)
            for evidence in (
                self._evidence(self.scores, class_number),
                self._evidence(self.gaps, class_number),
            )
        ]
        known = [threshold for threshold in thresholds if threshold is not None]
        return max(known) if len(known) == len(thresholds) else None

    def coverage(self, alpha: float) -> float:
        """The share of the archive's documents that would be filed."""
        threshold = self.threshold(alpha)
        return 0.0 if threshold is None else float((self.scores >= threshold).mean())

    def documents_needed(self, alpha: float) -> int | None:
        """As `Evidence.documents_needed`, for the archive."""
        return self._evidence(self.gaps, None).documents_needed(alpha)

    def _evidence(
        self, scores: NDArray[np.float64], class_number: int | None
    ) -> Evidence:
        chosen = slice(None) if class_number is None else self.predicted == class_number
        wrong = self.predicted[chosen] != self.classes[chosen]
        return Evidence.collect(scores[chosen], wrong)

    def state(self) -> State:
        return State(
            {},
            {
                "classes": self.classes,
                "predicted": self.predicted,
                "scores": self.scores,
                "gaps": self.gaps,
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
            fields.array(state, "gaps", np.float64, (size,)),
            fields.array(state, "own", np.float32, (size,)),
        )
