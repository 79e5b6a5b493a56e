"""What an error budget would mean for a project, from the champion's own evaluation."""

from dataclasses import dataclass

import numpy as np

from core.models import Project
from core.services import serving
from unidoc.ml import Classifier
from unidoc.ml.evidence import OutOfFold

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
    """The project's curve of budget and coverage; None while no model knows the project."""
    try:
        with serving.champion() as served:
            return _outlook(served.classifier, project)
    except serving.NoModelYet:
        return None


def _outlook(classifier: Classifier, project: Project) -> Outlook | None:
    if project.key not in classifier.classes_:
        return None
    scores = _scores(
        classifier.trained.out_of_fold, classifier.classes_.index(project.key)
    )
    points = [
        BudgetPoint(
            budget,
            threshold := classifier.threshold(budget, project.key),
            _share(scores, threshold),
        )
        for budget in BUDGETS
    ]
    return Outlook(len(scores), points)


def _scores(out_of_fold: OutOfFold, number: int) -> "np.typing.NDArray[np.float32]":
    scores: np.typing.NDArray[np.float32] = out_of_fold.scores[
        out_of_fold.predicted == number
    ]
    return scores


def _share(scores: "np.typing.NDArray[np.float32]", threshold: float | None) -> float:
    if threshold is None or not len(scores):
        return 0.0
    return float((scores >= threshold).mean())
