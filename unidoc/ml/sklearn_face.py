"""The same model as a scikit-learn estimator, for MLflow's sklearn flavour.

All learned state is NumPy arrays (the manifest as bytes), so skops writes and reads
it quickly. skops needs one trusted type: `TRUSTED_TYPES`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from unidoc.ml.classifier import Classifier
from unidoc.ml.container import State
from unidoc.ml.errors import NotFittedError

TRUSTED_TYPES = ["unidoc.ml.sklearn_face.SklearnDocumentClassifier"]


class SklearnDocumentClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Takes raw texts; `predict` gives the best label of each, filed or not.

    Args:
        error_budget: as for `Classifier`.
        recipe: as for `Classifier`.

    """

    def __init__(self, error_budget: float = 0.01, recipe: str = "linear") -> None:
        self.error_budget = error_budget
        self.recipe = recipe

    @classmethod
    def from_classifier(cls, model: Classifier) -> Self:
        """An estimator with the state of a trained classifier."""
        return cls(model.error_budget, model.recipe)._adopt(model)

    def fit(self, X: Sequence[str], y: Sequence[str]) -> Self:
        """Train on raw texts and their labels."""
        model = Classifier(self.error_budget, self.recipe)
        return self._adopt(model.fit(list(X), [str(label) for label in y]))

    def predict(self, X: Sequence[str]) -> NDArray[np.str_]:
        """The best label of each text."""
        best = self.predict_proba(X).argmax(axis=1)
        labels: NDArray[np.str_] = self.classes_[best]
        return labels

    def predict_proba(self, X: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities, texts x classes_; rows sum to 1."""
        return self.to_classifier().probabilities(list(X))

    def to_classifier(self) -> Classifier:
        """The classifier behind this estimator."""
        if not hasattr(self, "arrays_"):
            raise NotFittedError
        model: Classifier | None = self.__dict__.get("_model")
        if model is None:
            manifest = json.loads(self.manifest_.tobytes())
            model = self._model = Classifier.from_state(State(manifest, self.arrays_))
        return model

    def __getstate__(self) -> dict[str, Any]:
        """Arrays only; the classifier is rebuilt from them when it is needed."""
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "_model"}

    def _adopt(self, model: Classifier) -> Self:
        state = model.state()
        text = json.dumps(state.manifest, ensure_ascii=False, sort_keys=True)
        self.manifest_ = np.frombuffer(text.encode(), dtype=np.uint8)
        self.arrays_ = state.arrays
        self.classes_ = np.array(model.classes_)
        self._model = model
        return self
