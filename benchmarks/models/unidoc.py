"""The product's own engine, with nothing set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import scipy.optimize  # noqa: F401 - a process loads it once, with its first training

from benchmarks.models.base import Answers
from unidoc.ml import Classifier, Prediction


class UniDoc:
    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self.classifier_ = Classifier().fit(list(texts), list(labels))

    def predict(self, texts: Sequence[str]) -> Answers:
        predictions = self.classifier_.predict(list(texts))
        return Answers(
            [best_label(one) for one in predictions],
            [one.probability for one in predictions],
            [one.score for one in predictions],
        )

    def save(self, path: Path) -> None:
        self.classifier_.save(path)


def best_label(prediction: Prediction) -> str:
    """The first candidate, even where the engine would rather ask a person."""
    if prediction.label is not None:
        return prediction.label
    return prediction.candidates[0].label if prediction.candidates else ""
