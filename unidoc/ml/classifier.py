"""The engine's public face: train, predict, save, load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from unidoc.ml import container, fields
from unidoc.ml.budget import Evidence
from unidoc.ml.calibration import Calibration
from unidoc.ml.container import State, merge
from unidoc.ml.errors import (
    InvalidInputError,
    ModelFileError,
    NotEnoughData,
    NotFittedError,
)
from unidoc.ml.evidence import OutOfFold, gaps
from unidoc.ml.forest import ForestRecipe
from unidoc.ml.linear_recipe import LinearRecipe
from unidoc.ml.prediction import Candidate, Outcome, Prediction
from unidoc.ml.recipe import Judgement

FORMAT = 1
_CANDIDATES = 5
_RECIPES: dict[str, type[LinearRecipe] | type[ForestRecipe]] = {
    "linear": LinearRecipe,
    "forest": ForestRecipe,
}


@dataclass(frozen=True, slots=True)
class Trained:
    """All that training learns; never changed afterwards."""

    classes: list[str]
    recipe: LinearRecipe | ForestRecipe
    calibration: Calibration
    out_of_fold: OutOfFold


class Classifier:
    """Files documents into classes within an error budget.

    Args:
        error_budget: the share of filed documents that may be wrong, in (0, 1).
        recipe: "linear", or "forest" for TF-IDF and a random forest.

    """

    def __init__(self, error_budget: float = 0.01, recipe: str = "linear") -> None:
        if not 0 < error_budget < 1:
            raise InvalidInputError(
                f"An error budget lies between 0 and 1, got {error_budget}."
            )
        if recipe not in _RECIPES:
            known = " or ".join(sorted(_RECIPES))
            raise InvalidInputError(f"The recipe is {known}, not {recipe!r}.")
        self.error_budget = error_budget
        self.recipe = recipe
        self._trained: Trained | None = None
        self._digest: str | None = None
        self._thresholds: dict[tuple[float, str | None], float | None] = {}

    @property
    def trained(self) -> Trained:
        """What was learnt; NotFittedError before fit or load."""
        if self._trained is None:
            raise NotFittedError
        return self._trained

    @property
    def classes_(self) -> list[str]:
        """The labels, in the order of the margins."""
        return self.trained.classes

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the bytes that `save` writes."""
        if self._digest is None:
            self._digest = container.digest_of(self.state())
        return self._digest

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Self:
        """Train on labelled texts; a title or file name may be a text's first line.

        Raises:
            NotEnoughData: fewer than two classes have two documents.
            InvalidInputError: the lengths differ, or a label is empty.

        """
        classes, numbers = _encode(texts, labels)
        recipe, margins = _RECIPES[self.recipe].fit(texts, numbers)
        calibration = Calibration.fit(margins, numbers)
        out_of_fold = OutOfFold.collect(margins, numbers)
        self._adopt(Trained(classes, recipe, calibration, out_of_fold))
        return self

    def predict(
        self, texts: Sequence[str], budgets: Mapping[str, float] | None = None
    ) -> list[Prediction]:
        """One prediction per text.

        Args:
            texts: documents.
            budgets: error budgets of single classes, in place of the model's own.

        """
        if not len(texts):
            return []
        judgement = self.trained.recipe.judge(texts)
        probabilities = self.trained.calibration.probabilities(judgement.margins)
        scores = gaps(judgement.margins)
        return [
            self._prediction(judgement, probabilities, scores, row, budgets or {})
            for row in range(len(texts))
        ]

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated probabilities, texts x classes_; rows sum to 1."""
        if not len(texts):
            return np.empty((0, len(self.classes_)))
        judgement = self.trained.recipe.judge(texts)
        chances = self.trained.calibration.probabilities(judgement.margins)
        chances /= chances.sum(axis=1, keepdims=True)
        return chances

    def threshold(self, alpha: float, label: str | None = None) -> float | None:
        """The filing score at which at most a share alpha of the filed is wrong.

        For a label: among the documents filed into it, if its own evidence
        suffices, else the archive's threshold. None: nothing can be promised.
        """
        key = (alpha, label)
        if key not in self._thresholds:
            own = None if label is None else self._evidence(label).threshold(alpha)
            archive = self.trained.out_of_fold.evidence().threshold
            self._thresholds[key] = archive(alpha) if own is None else own
        return self._thresholds[key]

    def save(self, path: str | Path) -> str:
        """Write the model as data (no pickle); returns its digest."""
        self._digest = container.write(Path(path), self.state())
        return self._digest

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a saved model.

        Raises:
            ModelFileError: the file is damaged or of an unknown format.
            FileNotFoundError: there is no such file.

        """
        state, digest = container.read(Path(path))
        model = cls.from_state(state)
        model._digest = digest
        return model

    def state(self) -> State:
        """The model as JSON-able facts and arrays."""
        trained = self.trained
        manifest = {
            "format": FORMAT,
            "error_budget": self.error_budget,
            "recipe": self.recipe,
            "classes": trained.classes,
        }
        calibration = State(
            {"temperature": trained.calibration.temperature},
            {
                "knots": trained.calibration.knots,
                "values": trained.calibration.values,
            },
        )
        parts = {
            "trained": trained.recipe.state(),
            "calibration": calibration,
            "out_of_fold": trained.out_of_fold.state(),
        }
        return merge(manifest, parts)

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The model that `state()` described; ModelFileError if it fits nothing."""
        if fields.fact(state, "format", int) != FORMAT:
            raise ModelFileError("The model is of a format this version can't read.")
        try:
            model = cls(
                fields.fact(state, "error_budget", float),
                fields.fact(state, "recipe", str),
            )
        except InvalidInputError as error:
            raise ModelFileError(str(error)) from error
        classes = fields.strings(state, "classes")
        if len(classes) < 2 or classes != sorted(set(classes)):
            raise ModelFileError("The model's classes are not in order.")
        model._adopt(
            Trained(
                classes,
                _RECIPES[model.recipe].from_state(state.part("trained"), len(classes)),
                _calibration(state.part("calibration")),
                OutOfFold.from_state(state.part("out_of_fold"), len(classes)),
            )
        )
        return model

    def _adopt(self, trained: Trained) -> None:
        self._trained = trained
        self._digest = None
        self._thresholds = {}

    def _evidence(self, label: str) -> Evidence:
        number = self.classes_.index(label) if label in self.classes_ else -1
        return self.trained.out_of_fold.evidence(number)

    def _prediction(
        self,
        judgement: Judgement,
        probabilities: NDArray[np.float64],
        scores: NDArray[np.float32],
        row: int,
        budgets: Mapping[str, float],
    ) -> Prediction:
        margins, chances = judgement.margins[row], probabilities[row]
        best = np.argsort(-margins, kind="stable")[:_CANDIDATES]
        candidates = tuple(
            Candidate(self.classes_[k], float(chances[k]), float(margins[k]))
            for k in best
        )
        label = candidates[0].label
        alpha = budgets.get(label)
        if alpha is None:
            threshold = self.threshold(self.error_budget)
        else:
            threshold = self.threshold(alpha, label)
        score = float(scores[row])
        outcome: Outcome = "suggested"
        if not judgement.informative[row]:
            outcome = "unknown"
        elif threshold is not None and score >= threshold:
            outcome = "filed"
        return Prediction(
            None if outcome == "unknown" else label,
            candidates[0].probability,
            outcome,
            candidates,
            score,
            threshold,
        )


def _encode(
    texts: Sequence[str], labels: Sequence[str]
) -> tuple[list[str], NDArray[np.int32]]:
    if len(texts) != len(labels):
        raise InvalidInputError(f"{len(texts)} texts have {len(labels)} labels.")
    if not all(isinstance(label, str) and label for label in labels):
        raise InvalidInputError("Every label is a text that is not empty.")
    counts = Counter(labels)
    if sum(count >= 2 for count in counts.values()) < 2:
        raise NotEnoughData(dict(counts))
    classes = sorted(counts)
    number = {label: place for place, label in enumerate(classes)}
    return classes, np.array([number[label] for label in labels], dtype=np.int32)


def _calibration(state: State) -> Calibration:
    knots = fields.array(state, "knots", np.float64, (None,))
    values = fields.array(state, "values", np.float64, (len(knots),))
    if not len(knots) or (np.diff(knots) < 0).any():
        raise ModelFileError("The model's calibration is not in order.")
    return Calibration(fields.fact(state, "temperature", float), knots, values)
