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
from unidoc.ml.prediction import Candidate, Outcome, Prediction

__all__ = [
    "Candidate",
    "Classifier",
    "EngineError",
    "InvalidInputError",
    "ModelFileError",
    "NotEnoughData",
    "NotFittedError",
    "Outcome",
    "Prediction",
    "UnknownCorrectionError",
    "UnsupportedByRecipeError",
]
