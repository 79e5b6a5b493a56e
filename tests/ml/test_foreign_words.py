"""Words that the archive never had count from their first correction on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.ml.archive import archive
from unidoc.ml import Classifier

LESSON = "гальваника анодирование ванна электролит"
SIMILAR = "Анодирования в ванне: электролит, 17 партий"
NEW = archive(10, seed=21)[0]


@pytest.fixture
def model() -> Classifier:
    return Classifier(error_budget=0.05).fit(*archive(30))


def best(model: Classifier, text: str) -> str:
    return model.predict([text])[0].candidates[0].label


@pytest.mark.parametrize("label", ["PLATING", "finance"])
def test_a_text_of_the_same_unknown_words_follows(
    model: Classifier, label: str
) -> None:
    handle = model.learn(LESSON, label)
    assert best(model, LESSON) == best(model, SIMILAR) == label
    assert model.predict([SIMILAR])[0].outcome != "unknown"
    many = model.predict([*NEW, SIMILAR])[-1]
    assert many.candidates[0].label == label
    model.unlearn(handle)
    assert model.predict([SIMILAR])[0].outcome == "unknown"


def test_taking_it_back_leaves_no_trace(model: Classifier) -> None:
    texts = [*NEW, LESSON, SIMILAR]
    before, digest = model.probabilities(texts), model.digest
    model.unlearn(model.learn(LESSON, "PLATING"))
    np.testing.assert_array_equal(model.probabilities(texts), before)
    assert model.digest == digest


def test_a_replay_gives_the_same_model(model: Classifier, tmp_path: Path) -> None:
    other = Classifier.from_state(model.state())
    for one in (model, other):
        one.learn(LESSON, "PLATING", handle="a")
        one.learn(NEW[0] + " гипотенуза", "finance", handle="b")
    assert other.digest == model.digest
    model.save(tmp_path / "model")
    loaded = Classifier.load(tmp_path / "model")
    texts = [*NEW, SIMILAR]
    np.testing.assert_array_equal(
        loaded.probabilities(texts), model.probabilities(texts)
    )


def test_texts_of_known_words_keep_their_answers(model: Classifier) -> None:
    before = [best(model, text) for text in NEW]
    model.learn(LESSON, "PLATING")
    assert [best(model, text) for text in NEW] == before


def test_unknown_words_are_reasons(model: Classifier) -> None:
    model.learn(LESSON, "PLATING")
    text = f"{SIMILAR} {NEW[0]}"
    why = model.explain(text, "PLATING")
    total = sum(span.contribution for span in why.spans)
    assert total + why.bias == pytest.approx(why.score, abs=1e-6)
    strongest = {text[span.start : span.end] for span in why.top(8)}
    assert strongest >= {"Анодирования", "ванне", "электролит"}
