from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.base import clone

from tests.ml.archive import archive
from unidoc.ml import Classifier
from unidoc.ml.sklearn_face import TRUSTED_TYPES, SklearnDocumentClassifier

NEW = archive(10, seed=7)[0]


def test_it_says_what_the_classifier_says(trained: Classifier) -> None:
    estimator = SklearnDocumentClassifier.from_classifier(trained)
    best = [prediction.candidates[0].label for prediction in trained.predict(NEW)]
    assert list(estimator.predict(NEW)) == best
    np.testing.assert_allclose(estimator.predict_proba(NEW).sum(axis=1), 1)


def test_skops_brings_it_back(trained: Classifier, tmp_path: Path) -> None:
    import skops.io  # here, for it takes a second: only one of the workers needs it

    estimator = SklearnDocumentClassifier.from_classifier(trained)
    skops.io.dump(estimator, tmp_path / "model.skops")
    assert set(skops.io.get_untrusted_types(file=tmp_path / "model.skops")) <= set(
        TRUSTED_TYPES
    )
    loaded = skops.io.load(tmp_path / "model.skops", trusted=TRUSTED_TYPES)
    assert list(loaded.predict(NEW)) == list(estimator.predict(NEW))
    assert loaded.to_classifier().digest == trained.digest


def test_it_is_an_estimator() -> None:
    texts, labels = archive(10)
    estimator = clone(SklearnDocumentClassifier(error_budget=0.05)).fit(texts, labels)
    assert estimator.score(texts, labels) > 0.9
    assert list(estimator.classes_) == sorted(set(labels))
