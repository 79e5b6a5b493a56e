"""The engine as the trust benchmarks use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.corpus import Documents
from benchmarks.measures import Bools, Floats, hits
from benchmarks.models.unidoc import best_label
from unidoc.ml import Classifier


@dataclass(frozen=True, slots=True)
class Filing:
    """What happened to each document under one error budget."""

    filed: Bools
    unknown: Bools
    correct: Bools
    scores: Floats

    @property
    def coverage(self) -> float:
        """Share of the documents that were filed without a person."""
        return float(self.filed.mean())

    @property
    def error(self) -> float | None:
        """Share of wrong ones among the filed; None where nothing was filed."""
        return float(1 - self.correct[self.filed].mean()) if self.filed.any() else None


def train(documents: Documents) -> Classifier:
    return Classifier().fit(documents.texts, documents.labels)


def best_labels(model: Classifier, texts: Sequence[str]) -> list[str]:
    return [best_label(one) for one in model.predict(list(texts))]


def filings(
    model: Classifier, asked: Documents, budgets: Sequence[float]
) -> dict[float, Filing]:
    """How ``asked`` would be filed under each budget.

    The texts are judged once: a document is filed when it isn't unknown and its
    score reaches the budget's threshold.
    """
    predictions = model.predict(asked.texts)
    scores = np.array([one.score for one in predictions])
    unknown = np.array([one.outcome == "unknown" for one in predictions])
    correct = hits(asked.labels, [best_label(one) for one in predictions])
    thresholds = {budget: model.threshold(budget) for budget in budgets}
    return {
        budget: Filing(
            filed=~unknown & (scores >= (np.inf if limit is None else limit)),
            unknown=unknown,
            correct=correct,
            scores=scores,
        )
        for budget, limit in thresholds.items()
    }


def suspects(documents: Documents, limit: int) -> list[int]:
    """Rows whose label the engine doubts most, worst first; at most ``limit``."""
    return [int(one.id) for one in train(documents).suspects(limit)]
