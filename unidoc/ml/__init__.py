"""The learning engine: plain Python on NumPy, SciPy and scikit-learn; knows nothing of Django."""

from __future__ import annotations

from unidoc.ml.classifier import Classifier
from unidoc.ml.errors import (
    EngineError,
    InvalidInputError,
    ModelFileError,
    NotEnoughData,
    NotFittedError,
    UnknownCorrectionError,
    UnsupportedByRecipeError,
)
from unidoc.ml.explain import Explanation, Span
from unidoc.ml.groups import Group, propose_groups
from unidoc.ml.prediction import (
    Candidate,
    Contradiction,
    Outcome,
    Precedent,
    Prediction,
    Suspect,
)
from unidoc.ml.recency import NewestCheck

__all__ = [
    "Candidate",
    "Classifier",
    "Contradiction",
    "EngineError",
    "Explanation",
    "Group",
    "InvalidInputError",
    "ModelFileError",
    "NewestCheck",
    "NotEnoughData",
    "NotFittedError",
    "Outcome",
    "Precedent",
    "Prediction",
    "Span",
    "Suspect",
    "UnknownCorrectionError",
    "UnsupportedByRecipeError",
    "propose_groups",
]
