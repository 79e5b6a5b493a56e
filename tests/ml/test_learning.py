"""Corrections count at once and can be taken back without a trace."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from tests.ml.archive import archive, document
from unidoc.ml import Classifier, InvalidInputError, UnknownCorrectionError

NEW = archive(15, seed=11)[0]


@pytest.fixture
def model() -> Classifier:
    return Classifier(error_budget=0.05).fit(*archive(30))


def best(model: Classifier, texts: list[str]) -> list[str]:
    return [prediction.candidates[0].label for prediction in model.predict(texts)]


@pytest.mark.parametrize("label", ["finance", "people", "a new project"])
def test_the_document_itself_is_right_at_once(model: Classifier, label: str) -> None:
    for text in NEW[:10]:
        model.learn(text, label)
        assert best(model, [text]) == [label]


def test_what_a_correction_moved_needs_both_thresholds() -> None:
    """Or one answer would take others along into a class whose own threshold is low."""
    model = Classifier(error_budget=1e-6).fit(*archive(30))
    budgets = {"finance": 0.3}
    guessed = model.predict(NEW, budgets)
    assert {one.label for one in guessed if one.outcome == "filed"} == {"finance"}
    [moved, *_] = [
        text for text, one in zip(NEW, guessed, strict=True) if one.label == "people"
    ]
    model.learn(moved, "finance")
    [now] = model.predict([moved], budgets)
    assert (now.label, now.outcome, now.threshold) == ("finance", "suggested", None)


def test_a_new_class_is_recognised_from_five_examples(model: Classifier) -> None:
    rng = random.Random(1)
    own = [
        "диск",
        "квартал",
        "стажировка",
        "штраф",
        "audit",
        "leave",
        "penalty",
        "disk",
    ]
    texts = [" ".join(rng.choices(own, k=12)) + " " + NEW[i][:40] for i in range(10)]
    before = best(model, NEW)
    for text in texts[:5]:
        model.learn(text, "geology")
    assert best(model, texts[5:]).count("geology") >= 4
    kept = [a == b for a, b in zip(before, best(model, NEW), strict=True)]
    assert np.mean(kept) >= 0.9
    assert all(p.outcome != "filed" for p in model.predict(texts[5:]))


@pytest.mark.parametrize("undone", [0, 1, 2, 3])
def test_undo_leaves_no_trace(model: Classifier, undone: int) -> None:
    lessons = [(NEW[0], "finance"), (NEW[1], "new"), (NEW[2], "new"), (NEW[3], "other")]
    for number, (text, label) in enumerate(lessons):
        if number != undone:
            model.learn(text, label, handle=f"h{number}")
    expected, labels = model.probabilities(NEW), model.labels
    one = model.predict(NEW[:1])
    for handle, _ in model.corrections:
        model.unlearn(handle)
    for number, (text, label) in enumerate(lessons):
        model.learn(text, label, handle=f"h{number}")
    model.unlearn(f"h{undone}")
    assert model.labels == labels
    np.testing.assert_array_equal(model.probabilities(NEW), expected)
    assert model.predict(NEW[:1]) == one


def test_undoing_everything_restores_the_digest(model: Classifier) -> None:
    digest = model.digest
    handles = [model.learn(text, "finance") for text in NEW[:5]]
    assert model.digest != digest
    for handle in handles:
        model.unlearn(handle)
    assert model.digest == digest
    assert model.labels == model.classes_


def test_a_saved_model_keeps_its_corrections(model: Classifier, tmp_path: Path) -> None:
    for number, text in enumerate(NEW[:6]):
        model.learn(text, ["finance", "new"][number % 2])
    model.save(tmp_path / "model")
    loaded = Classifier.load(tmp_path / "model")
    assert loaded.corrections == model.corrections
    np.testing.assert_array_equal(loaded.probabilities(NEW), model.probabilities(NEW))


def test_corrections_leave_the_others_alone(model: Classifier) -> None:
    texts, labels = archive(50, seed=12)
    before = np.mean(np.array(best(model, texts)) == labels)
    rng = random.Random(2)
    for _ in range(100):
        label = rng.choice(model.classes_)
        model.learn(document(label, rng), label)
    assert np.mean(np.array(best(model, texts)) == labels) >= before - 0.01


def test_a_correction_tells_for_texts_with_other_words(model: Classifier) -> None:
    def margin() -> float:
        [answer] = model.predict(["пункт"])
        return next(one.score for one in answer.candidates if one.label == "finance")

    margins = [margin()]
    for text in ("отпуск сотрудник", "сервер отказ"):
        model.learn(text, "finance")
        margins.append(margin())
    assert margins[0] < margins[1] < margins[2]
    assert margins[2] - margins[1] < margins[1] - margins[0]


def test_a_new_class_leaves_texts_with_other_words_alone(model: Classifier) -> None:
    other = ["пункт"]
    before = model.predict(other)[0]
    model.learn("отпуск сотрудник", "geology")
    after = model.predict(other)[0]
    known = [one for one in after.candidates if one.label != "geology"]
    expected = [one.score for one in before.candidates]
    assert [one.score for one in known] == pytest.approx(expected, abs=1e-6)


def test_a_corrected_document_is_a_precedent(model: Classifier) -> None:
    handle = model.learn(NEW[0], "finance", handle="decision-7")
    assert handle == "decision-7"
    precedent = model.nearest(NEW[0])[0]
    assert (precedent.id, precedent.label) == ("decision-7", "finance")
    assert precedent.similarity == pytest.approx(1, abs=1e-5)


def test_wrong_handles_are_refused(model: Classifier) -> None:
    handle = model.learn(NEW[0], "finance")
    with pytest.raises(InvalidInputError, match="known"):
        model.learn(NEW[1], "finance", handle=handle)
    with pytest.raises(InvalidInputError, match="label"):
        model.learn(NEW[1], "")
    model.unlearn(handle)
    with pytest.raises(UnknownCorrectionError, match="undo"):
        model.unlearn(handle)


def test_an_empty_text_can_be_learnt(model: Classifier) -> None:
    before = model.probabilities(NEW)
    model.learn("", "finance")
    np.testing.assert_array_equal(model.probabilities(NEW), before)
