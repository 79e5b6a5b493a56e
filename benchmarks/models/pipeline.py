"""Models that are a scikit-learn pipeline from raw text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import joblib
from sklearn.pipeline import Pipeline

from benchmarks.models.base import Answers


class PipelineModel(ABC):
    """Subclasses say how the pipeline is built, once the training texts are known."""

    @abstractmethod
    def build(self, texts: Sequence[str]) -> Pipeline: ...

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self.pipeline_ = self.build(texts).fit(texts, labels)

    def predict(self, texts: Sequence[str]) -> Answers:
        if not hasattr(self.pipeline_, "predict_proba"):
            return Answers(self.pipeline_.predict(texts).tolist())
        probabilities = self.pipeline_.predict_proba(texts)
        labels = self.pipeline_.classes_[probabilities.argmax(axis=1)]
        top = probabilities.max(axis=1).tolist()
        return Answers(labels.tolist(), top, top)

    def save(self, path: Path) -> None:
        joblib.dump(self.pipeline_, path)
