from __future__ import annotations

import pytest

from tests.ml.archive import archive
from unidoc.ml import Classifier


@pytest.fixture(scope="session")
def trained() -> Classifier:
    """A model that tests only read."""
    texts, labels = archive(60)
    return Classifier(error_budget=0.05).fit(texts, labels)
