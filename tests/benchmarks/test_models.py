from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpus import read_split
from benchmarks.costs import size_mb
from benchmarks.measures import accuracy
from benchmarks.models import MODELS, MissingDependencyError, create


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_model_learns_an_easy_corpus(
    name: str, corpus: Path, tmp_path: Path
) -> None:
    try:
        model = create(name)
    except MissingDependencyError as missing:
        pytest.skip(str(missing))
    train, test = read_split(corpus, "train"), read_split(corpus, "test")
    model.fit(train.texts, train.labels)
    answers = model.predict(test.texts)
    assert accuracy(test.labels, answers.labels) > 0.9
    assert all(0 <= one <= 1 for one in answers.probabilities or [])
    model.save(tmp_path / "model")
    assert size_mb(tmp_path / "model") > 0


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "benchmarks.models.registry.MODELS", {"exotic": "no_such_package:Model"}
    )
    with pytest.raises(MissingDependencyError, match="no_such_package"):
        create("exotic")
