from __future__ import annotations

import copy

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from tests.ml.archive import archive
from unidoc.ml import Classifier
from unidoc.ml.ranking import best_columns

_SCORES = st.integers(-3, 3).map(float)  # few values: many ties


@given(arrays(np.float32, array_shapes(min_dims=2, max_dims=2), elements=_SCORES))
def test_the_best_columns_are_those_of_a_stable_sort(
    scores: NDArray[np.float32],
) -> None:
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :5]

    np.testing.assert_array_equal(best_columns(scores, 5), expected)


def test_an_answer_is_a_value() -> None:
    model = Classifier(error_budget=0.05).fit(*archive(20))
    texts = archive(5, seed=3)[0]
    answers, again = model.predict(texts), model.predict(texts)

    assert answers == again == copy.deepcopy(answers)
    assert hash(answers[0]) == hash(again[0])
    assert answers[0].candidates == tuple(answers[0].candidates)


def test_an_answer_says_what_the_probabilities_say() -> None:
    model = Classifier().fit(*archive(20))
    texts = archive(5, seed=3)[0]
    chances = model.probabilities(texts)

    for answer, row in zip(model.predict(texts), chances, strict=True):
        said = [row[model.labels.index(one.label)] for one in answer.candidates]
        stated = [one.probability for one in answer.candidates]
        np.testing.assert_allclose(stated, said, rtol=2e-2)
        assert answer.probability == stated[0]
