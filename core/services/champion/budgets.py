"""What an error budget would mean for a project, from the champion's own evaluation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.exceptions import Unavailable
from core.models import Project
from core.services.champion import serving
from unidoc.ml import Classifier

BUDGETS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2)


@dataclass(frozen=True, slots=True)
class BudgetPoint:
    """At ``budget``, the share of the project's documents that would file themselves.

    ``threshold`` is the filing score they must reach; None where nothing can be promised.
    """

    budget: float
    threshold: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """``documents``: how many, seen by a model that had not learned them, it rests on."""

    documents: int
    points: list[BudgetPoint]


def outlook(project: Project) -> Outlook | None:
    """The project's curve of budget and coverage; None while no model can tell."""
    try:
        with serving.champion() as served:
            return _outlook(served.classifier, project.key)
    except Unavailable:
        return None


def _outlook(classifier: Classifier, key: str) -> Outlook | None:
    if key not in classifier.classes_:
        return None
    found = classifier.trained.out_of_fold
    scores = found.scores[found.predicted == classifier.classes_.index(key)]
    thresholds = [classifier.threshold(budget, key) for budget in BUDGETS]
    points = [
        BudgetPoint(budget, threshold, _share(scores, threshold))
        for budget, threshold in zip(BUDGETS, thresholds, strict=True)
    ]
    return Outlook(len(scores), points)


def _share(scores: NDArray[np.float64], threshold: float | None) -> float:
    if threshold is None or not len(scores):
        return 0.0
    return float((scores >= threshold).mean())
