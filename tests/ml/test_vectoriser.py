"""The blocks against scikit-learn's own vectorisers on the same features."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from tests.ml.archive import archive
from unidoc.ml.features import FeatureOptions, Vectoriser
from unidoc.ml.lexicon import Lexicon, stem
from unidoc.ml.ngrams import hash_ngram, word_ngrams
from unidoc.ml.rows import count_columns, occurring
from unidoc.ml.text import canonical, tokenise
from unidoc.ml.tokens import tokenise_many, words_of
from unidoc.ml.word_keys import NO_KEY, keys_of

ALPHABET = "abcdeабвгдеё 01"
documents = st.lists(st.text(ALPHABET, max_size=60), min_size=1, max_size=8)


SCRIPTS = "aеЁй İßéжΣ£\xad\u0301\0-\n²5_"
texts_of_all_kinds = st.text(SCRIPTS, max_size=50) | st.just("слово" * 9)


@settings(max_examples=100, deadline=None)
@given(st.lists(texts_of_all_kinds, max_size=6))
def test_many_texts_have_the_words_of_each(texts: list[str]) -> None:
    found: list[str] = []
    lengths: list[int] = []
    for tokens in tokenise_many(texts):
        found += tokens.words(np.arange(len(tokens.keys)))
        lengths += tokens.per_text.tolist()
    expected = [tokenise(text) for text in texts]
    assert found == [word for words in expected for word in words]
    assert lengths == list(map(len, expected))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(texts_of_all_kinds, max_size=6), st.lists(texts_of_all_kinds, max_size=6)
)
def test_numbers_stand_for_the_words(known: list[str], texts: list[str]) -> None:
    lexicon, words = Lexicon.learn(known)
    found = [lexicon.words[number] for number in words.numbers]
    assert found == [word for text in known for word in tokenise(text)]
    words = lexicon.read(texts)
    every = lexicon.words + words.extra
    found = [every[number] for number in words.numbers]
    assert found == [word for text in texts for word in tokenise(text)]


def test_words_have_keys_of_their_own() -> None:
    words = [a + b * "х" + c for a in "аbц" for b in range(38) for c in "щz"]
    keys = keys_of([*words, "größe", "µ"])
    assert len(set(keys.tolist())) == len(keys)
    assert np.flatnonzero(keys == NO_KEY).tolist() == [len(words)]


@given(texts_of_all_kinds)
def test_one_text_has_its_words(text: str) -> None:
    assert words_of(text) == tokenise(text)


def stems_of(text: str) -> list[str]:
    return stem(tokenise(text))


@settings(max_examples=60, deadline=None)
@given(documents, st.sampled_from([1, 2, 3, 4, 5]))
def test_ngram_counts_are_those_of_char_wb(texts: list[str], size: int) -> None:
    lexicon, words = Lexicon.learn(texts)
    ours = count_columns(words.numbers, words.indptr, len(lexicon.words))
    ours = ours @ word_ngrams(lexicon.words, (size,))
    joined = [" ".join(map(canonical, tokenise(text))) for text in texts]
    peer = CountVectorizer(
        analyzer="char_wb", ngram_range=(size, size), lowercase=False
    )
    expected = sp.csr_matrix(ours.shape, dtype=np.float32)
    if any(joined):
        counts = peer.fit_transform(joined).tocoo()
        hashed = np.zeros(counts.shape[1], dtype=np.int32)
        for gram, column in peer.vocabulary_.items():
            hashed[column] = hash_ngram(gram, size)
        places = (counts.row, hashed[counts.col])  # two n-grams of one place add up
        expected = sp.csr_matrix((counts.data, places), shape=ours.shape)
    assert (ours != expected).nnz == 0


@pytest.mark.parametrize("n_columns", [40, 40_000])
def test_occurring_columns_are_counted_alike_in_narrow_and_wide(n_columns: int) -> None:
    chance = np.random.default_rng(n_columns)
    matrix = sp.random(9, n_columns, density=80 / 9 / n_columns, rng=chance).tocsr()
    columns, rows = occurring(matrix)
    frequencies = (matrix.toarray() != 0).sum(axis=0)
    np.testing.assert_array_equal(columns, np.flatnonzero(frequencies))
    np.testing.assert_array_equal(rows, frequencies[columns])


@pytest.mark.parametrize("block", [0, 3])
def test_stem_blocks_are_those_of_tfidf(block: int) -> None:
    texts, _ = archive(20)
    weights = (1.0, 0.0, 0.0, 1.0)
    vectoriser, rows = Vectoriser.fit(texts, FeatureOptions(weights))
    begin = sum(vectoriser.widths[:block])
    ours = rows[:, begin : begin + vectoriser.widths[block]].toarray() * np.sqrt(2)
    peer = TfidfVectorizer(
        analyzer=(lambda text: stems_of(text)[:15]) if block else stems_of,
        sublinear_tf=True,
    )
    expected = peer.fit_transform(texts).toarray()
    kept = vectoriser.blocks[block].kept
    columns = [peer.vocabulary_[vectoriser.lexicon.stems[number]] for number in kept]
    assert len(columns) == expected.shape[1]
    np.testing.assert_allclose(ours, expected[:, columns], atol=1e-6)


def test_bigram_block_is_that_of_tfidf() -> None:
    texts, _ = archive(20)
    vectoriser, rows = Vectoriser.fit(texts, FeatureOptions((0.0, 1.0, 0.0, 0.0)))
    begin = vectoriser.widths[0]
    ours = rows[:, begin : begin + vectoriser.widths[1]].toarray()

    def pairs(text: str) -> list[str]:
        stems = stems_of(text)
        return [" ".join(pair) for pair in itertools.pairwise(stems)]

    peer = TfidfVectorizer(analyzer=pairs, sublinear_tf=True, min_df=2)
    expected = peer.fit_transform(texts).toarray()
    assert ours.shape == expected.shape
    np.testing.assert_allclose(ours @ ours.T, expected @ expected.T, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(documents)
def test_transform_agrees_with_fit(texts: list[str]) -> None:
    vectoriser, rows = Vectoriser.fit(texts, FeatureOptions())
    np.testing.assert_allclose(
        vectoriser.transform(texts).toarray(), rows.toarray(), atol=1e-6
    )


@settings(max_examples=30, deadline=None)
@given(documents, documents)
def test_rows_of_new_texts_have_norm_at_most_one(
    known: list[str], new: list[str]
) -> None:
    vectoriser, _ = Vectoriser.fit(known, FeatureOptions())
    rows = vectoriser.transform(new)
    assert rows.shape == (len(new), vectoriser.width)
    norms = np.sqrt(rows.multiply(rows).sum(axis=1))
    assert (norms <= 1 + 1e-5).all()
