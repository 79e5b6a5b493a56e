"""The pipeline that MLflow keeps: raw texts in, project keys out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import Pipeline

from unidoc.ml import sklearn_face
from unidoc.ml.classifier import Classifier
from unidoc.ml.sklearn_face import SklearnDocumentClassifier

TRUSTED_TYPES = [*sklearn_face.TRUSTED_TYPES, "unidoc.ml.exported.TextColumn"]


class TextColumn(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Takes a list of texts or a table with one column of them, gives a list.

    MLflow's scoring server passes a data frame where people pass a list.
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        return self

    def transform(self, X: Any) -> list[str]:
        """Raises ValueError for a table of several columns."""
        if isinstance(X, list):
            return X
        array = np.asarray(X, dtype=object)
        if array.ndim != 1 and array.shape[1:] != (1,):
            raise ValueError("Give a list of texts, or a table of one column.")
        return [str(text) for text in array.ravel()]

    def __sklearn_is_fitted__(self) -> bool:
        return True


def pipeline_of(model_file: Path) -> Pipeline:
    """A fitted pipeline of a saved model; raises ModelFileError."""
    classifier = SklearnDocumentClassifier.from_classifier(Classifier.load(model_file))
    return Pipeline([("texts", TextColumn()), ("classifier", classifier)])
