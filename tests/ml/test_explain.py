"""Explanations add up, point at the original text, and matter."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ml.archive import archive
from unidoc.ml import Classifier, InvalidInputError, UnsupportedByRecipeError
from unidoc.ml.corrections import NEW_CLASS_MARGIN
from unidoc.ml.text import normalise

NEW = archive(8, seed=9)[0]


@pytest.mark.parametrize(
    "text", [*NEW[:8], "", "xyz", "до\xadговор по-\nставки İ договоp"]
)
def test_spans_add_up_to_the_score(trained: Classifier, text: str) -> None:
    best, second = trained.predict([text])[0].candidates[:2]
    why = trained.explain(text)
    assert (why.label, why.runner_up) == (best.label, second.label)
    assert why.score == pytest.approx(best.score - second.score, abs=1e-6)
    total = sum(span.contribution for span in why.spans)
    assert total + why.bias == pytest.approx(why.score, abs=1e-6)
    support = sum(span.support for span in why.spans)
    assert support + why.margin_bias == pytest.approx(why.margin, abs=1e-6)


def test_the_bias_is_the_models_own(trained: Classifier) -> None:
    """No word is left unexplained: what remains is the same for every text."""
    recipe = trained.trained.recipe
    for text in NEW:
        why = trained.explain(text)
        numbers = [trained.labels.index(name) for name in (why.label, why.runner_up)]
        label, rival = recipe.model.intercepts[numbers]  # type: ignore[union-attr]
        assert why.bias == pytest.approx(label - rival, abs=1e-5)
        assert why.margin_bias == pytest.approx(label, abs=1e-5)


def test_spans_are_words_of_the_original_text(trained: Classifier) -> None:
    text = "ДОГОВОР до\xadговор, Supplier!"
    words = [text[span.start : span.end] for span in trained.explain(text).spans]
    assert words == ["ДОГОВОР", "до\xadговор", "Supplier"]


def test_the_heaviest_spans_are_those_of_all(trained: Classifier) -> None:
    why = trained.explain(NEW[0])
    ordered = sorted(why.spans, key=lambda s: (-abs(s.contribution), s.start))
    assert why.heaviest(7) == tuple(ordered[:7])
    speaking_for = sorted(why.spans, key=lambda s: (-s.contribution, s.start))[:3]
    assert why.top(3) == tuple(s for s in speaking_for if s.contribution > 0)
    shares = why.contributions.sum()
    assert shares + why.bias == pytest.approx(why.score, abs=1e-6)


def test_a_text_that_was_just_read_is_read_no_differently(trained: Classifier) -> None:
    first, again = trained.explain(NEW[0]), trained.explain(NEW[0])
    trained.explain(NEW[1])
    later = trained.explain(NEW[0])
    assert first.spans == again.spans == later.spans


def test_corrections_are_explained_too() -> None:
    model = Classifier().fit(*archive(20))
    model.learn(NEW[0], "a new project")
    model.learn(NEW[1], "finance")
    assert model.explain(NEW[0]).label == "a new project"
    bias = the_bias(model, "a new project")
    assert bias == pytest.approx(NEW_CLASS_MARGIN, abs=0.1)


def test_votes_for_a_small_class_are_explained_too() -> None:
    texts, labels = archive(30)
    few = [place for place, label in enumerate(labels) if label == "people"][5:]
    for place in reversed(few):
        del texts[place], labels[place]
    model = Classifier().fit(texts, labels)
    assert len(model.trained.recipe.model.expert.classes)  # type: ignore[union-attr]
    assert the_bias(model, "people") < 0


def the_bias(model: Classifier, label: str) -> float:
    """What no word accounts for: the same for every text."""
    biases = [model.explain(text, label).margin_bias for text in NEW]
    assert np.ptp(biases) == pytest.approx(0, abs=1e-5)
    return biases[0]


def test_any_label_can_be_explained(trained: Classifier) -> None:
    for label in trained.classes_:
        why = trained.explain(NEW[0], label)
        assert why.label == label
        assert why.runner_up != label


def test_without_its_top_words_a_document_changes_its_answer(
    trained: Classifier,
) -> None:
    changed = []
    for text in NEW:
        why = trained.explain(text)
        words = [normalise(text[s.start : s.end]) for s in why.top(100)]
        removed = list(dict.fromkeys(words))[:10]
        rest = " ".join(
            w for w in text.split() if normalise(w).strip(".") not in removed
        )
        prediction = trained.predict([rest])[0]
        changed.append(prediction.label != why.label or prediction.outcome != "filed")
    assert np.mean(changed) >= 0.8


def test_what_cannot_be_explained_is_refused(trained: Classifier) -> None:
    with pytest.raises(InvalidInputError, match="no class"):
        trained.explain("text", "no such label")
    with pytest.raises(UnsupportedByRecipeError, match="linear"):
        Classifier(recipe="forest").fit(*archive(5)).explain("text")
