"""Training and predicting through the public face."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.ml.archive import archive, document
from unidoc.ml import Classifier, InvalidInputError, NotEnoughData, NotFittedError


@pytest.mark.parametrize("recipe", ["linear", "forest"])
def test_new_documents_find_their_class(recipe: str) -> None:
    model = Classifier(recipe=recipe).fit(*archive(40))
    texts, labels = archive(25, seed=1)
    best = [prediction.candidates[0].label for prediction in model.predict(texts)]
    assert np.mean([a == b for a, b in zip(best, labels, strict=True)]) >= 0.9


def test_thirty_documents_are_enough_to_suggest() -> None:
    texts, labels = archive(8)
    prediction = Classifier().fit(texts[:30], labels[:30]).predict([texts[31]])[0]
    assert prediction.outcome == "suggested"
    assert prediction.threshold is None
    assert 0 < prediction.probability < 1


def test_candidates_are_best_first_and_honest(trained: Classifier) -> None:
    for prediction in trained.predict(archive(5, seed=2)[0]):
        chances = [candidate.probability for candidate in prediction.candidates]
        margins = [candidate.score for candidate in prediction.candidates]
        assert chances == sorted(chances, reverse=True)
        assert margins == sorted(margins, reverse=True)
        assert prediction.probability == chances[0]
        assert prediction.score >= 2 * (margins[0] - margins[1]) - 1e-6


def test_probabilities_sum_to_one(trained: Classifier) -> None:
    chances = trained.probabilities(archive(5, seed=3)[0])
    np.testing.assert_allclose(chances.sum(axis=1), 1)


@pytest.mark.parametrize(
    "text", ["", "   \n", "и в на по the of and", "12 345 678", "漢字かな交じり文"]
)
@pytest.mark.parametrize("recipe", ["linear", "forest"])
def test_a_text_that_says_nothing_is_unknown(recipe: str, text: str) -> None:
    prediction = Classifier(recipe=recipe).fit(*archive(20)).predict([text])[0]
    assert prediction.outcome == "unknown"
    assert prediction.label is None


def test_wording_does_not_change_the_answer(trained: Classifier) -> None:
    rng = random.Random(4)
    text = document("contracts", rng)
    variants = [
        text,
        text.upper(),
        text.replace("е", "ё"),
        text.replace(" ", "\n"),
        text.replace("о", "o"),  # OCR: Latin letters in Cyrillic words
        "\ufeff" + text,
    ]
    assert {p.candidates[0].label for p in trained.predict(variants)} == {"contracts"}


def test_ten_megabytes_of_one_word_end(trained: Classifier) -> None:
    words, run = trained.predict(["договор " * 1_250_000, "ы" * 10_000_000])
    assert words.candidates[0].label == "contracts"
    assert run.outcome == "unknown"


def test_a_budget_of_a_class_has_its_own_threshold(trained: Classifier) -> None:
    text = archive(1, seed=5)[0][:1]
    plain = trained.predict(text)[0]
    label = plain.candidates[0].label
    strict = trained.predict(text, budgets={label: 0.0001})[0]
    assert plain.threshold is not None
    assert strict.threshold is None
    assert strict.outcome == "suggested"


def test_too_little_data_is_refused_with_counts() -> None:
    with pytest.raises(NotEnoughData) as refusal:
        Classifier().fit(["a", "b", "c"], ["x", "x", "y"])
    assert refusal.value.counts == {"x": 2, "y": 1}
    assert refusal.value.usable_classes == 1


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="budget"):
        Classifier(error_budget=0)
    with pytest.raises(InvalidInputError, match="recipe"):
        Classifier(recipe="magic")
    with pytest.raises(InvalidInputError, match="labels"):
        Classifier().fit(["a"], [])
    with pytest.raises(InvalidInputError, match="label"):
        Classifier().fit(["a", "b"], ["x", ""])
    with pytest.raises(NotFittedError):
        Classifier().predict(["a"])


def test_no_texts_no_predictions(trained: Classifier) -> None:
    assert trained.predict([]) == []
