from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from unidoc.ml import Classifier
from unidoc.ml.counting import NGRAMS
from unidoc.ml.features import FeatureOptions
from unidoc.ml.lexicon import Lexicon
from unidoc.ml.linear_recipe import LinearRecipe
from unidoc.ml.priors import prior_offsets

RARE, COMMON = 0, 1
TELLING = {
    "bank": "invoice payment transfer",
    "court": "lawyer claim verdict",
    "staff": "leave salary hiring",
    "travel": "ticket hotel visa",
}
SHARES = (0.7, 0.1, 0.1, 0.1)


def _titles(seed: int) -> tuple[list[str], list[str]]:
    """Titles of three words, most of the bank's; few of the words are telling."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(list(TELLING), p=SHARES, size=600).tolist()
    texts = []
    for label in labels:
        words = [f"word{number}" for number in rng.integers(200, size=3)]
        if rng.random() < 0.3:
            words[0] = str(rng.choice(TELLING[label].split()))
        texts.append(" ".join(words))
    return texts, labels


@pytest.fixture(scope="module")
def titles() -> Classifier:
    """Of titles of which few say anything, and of one small class."""
    texts, labels = _titles(seed=1)
    small = ["holiday photo", "photo album", "holiday album", "photo holiday"]
    return Classifier().fit(texts + small, labels + ["small"] * len(small))


def test_a_title_that_says_little_goes_where_most_documents_are(
    titles: Classifier,
) -> None:
    texts, labels = _titles(seed=2)
    answers = [one.candidates[0].label for one in titles.predict(texts)]
    assert np.mean(np.array(answers) == labels) > 0.68
    [told] = titles.predict(["claim verdict lawyer"])
    assert told.candidates[0].label == "court"


def test_a_text_that_says_enough_needs_no_prior() -> None:
    rng = np.random.default_rng(0)
    classes = (rng.random(900) > 0.1).astype(np.int32)
    sure = np.where(np.eye(2)[classes] > 0, 1.0, -1.0)
    margins = (sure + rng.normal(scale=0.3, size=sure.shape)).astype(np.float32)
    assert not prior_offsets(margins, classes).any()


def test_a_gain_that_chance_may_give_changes_nothing() -> None:
    classes = np.array([RARE] * 3 + [COMMON] * 20, dtype=np.int32)
    margins = np.where(np.eye(2)[classes] > 0, 0.5, -0.5).astype(np.float32)
    margins[-2:] = [0.01, 0.0]
    assert not prior_offsets(margins, classes).any()


def test_a_new_class_is_not_lowered_for_being_small() -> None:
    """Three documents beside classes of sixty are a beginning; twenty are few."""
    sizes = [3, 20] + [60] * 3 + [400]
    classes = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    margins = np.random.default_rng(0).normal(size=(len(classes), len(sizes)))
    margins[np.arange(len(classes)), classes] += 1
    offsets = prior_offsets(margins.astype(np.float32), classes)
    assert offsets[0] == 0
    assert offsets[1] < 0 < offsets[-1]


def test_each_class_moves_by_its_offset_alone(titles: Classifier) -> None:
    recipe = titles.trained.recipe
    assert isinstance(recipe, LinearRecipe)
    assert len(recipe.model.expert.classes)
    rows = recipe.vectoriser.transform(_titles(seed=2)[0])
    offsets = np.array([0.5, -0.25, 0, 0.1, 0], dtype=np.float32)
    moved = recipe.model.raised(offsets).margins(rows) - recipe.model.margins(rows)
    np.testing.assert_allclose(moved, np.tile(offsets, (len(moved), 1)), atol=1e-6)


def test_what_out_of_fold_answers_say_moves_with_the_model(titles: Classifier) -> None:
    answers = titles.predict(_titles(seed=2)[0])
    at_bank = [one.candidates[0].label == "bank" for one in answers]
    evidence = titles.trained.out_of_fold
    unseen = evidence.predicted[: len(answers)] == titles.classes_.index("bank")
    assert unseen.mean() == pytest.approx(np.mean(at_bank), abs=0.08)


def test_reasons_still_add_up(titles: Classifier) -> None:
    why = titles.explain("verdict word7")
    best, second = titles.predict(["verdict word7"])[0].candidates[:2]
    assert why.score == pytest.approx(best.score - second.score, abs=1e-6)
    total = sum(span.contribution for span in why.spans)
    assert total + why.bias == pytest.approx(why.score, abs=1e-6)


def test_parts_of_words_count_for_more_in_titles(titles: Classifier) -> None:
    recipe = titles.trained.recipe
    assert isinstance(recipe, LinearRecipe)
    _, long = Lexicon.learn(["a text of more than five words"] * 3)
    usual, here = FeatureOptions.suited(long), recipe.vectoriser.options
    assert usual == FeatureOptions()
    assert here.weights[NGRAMS] > usual.weights[NGRAMS]
    assert set(here.ngram_sizes) > set(usual.ngram_sizes)


def test_one_title_is_answered_as_many_are(titles: Classifier, tmp_path: Path) -> None:
    texts = ["unpaid invoices", "a visaless hotel", "x", "word1 word12", "salary", "ab"]
    many = titles.predict(texts)
    titles.save(tmp_path / "model")
    loaded = Classifier.load(tmp_path / "model")
    for text, answer in zip(texts, many, strict=True):
        [one] = loaded.predict([text])
        assert one.outcome == answer.outcome
        assert one.score == pytest.approx(answer.score, abs=2e-6)
