from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unidoc.ml.lexicon import stem
from unidoc.ml.text import (
    locate,
    normalise,
    normalise_aligned,
    tokenise,
    tokenise_with_spans,
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ДОГОВОР Поставки", "договор поставки"),
        ("учёт", "учет"),
        (unicodedata.normalize("NFD", "учёт йод"), "учет йод"),
        ("за\u0301мок", "замок"),
        ("до\xadговор", "договор"),
        ("дого-\nвор", "договор"),
        ("дого-\r\n  вор", "договор"),
        ("Санкт-\nПетербург", "санкт-\nпетербург"),
    ],
)
def test_normalise(written: str, plain: str) -> None:
    assert normalise(written) == plain


@pytest.mark.parametrize(
    ("forms", "count"),
    [
        (
            ["договор", "договора", "договорами", "дoговор"],
            1,
        ),  # the last with a Latin o
        (["contract", "contracts", "contrаct"], 1),  # the last with a Cyrillic а
        (["ﬁle", "files"], 1),
        (["договор", "contract"], 2),
    ],
)
def test_forms_of_a_word_share_a_stem(forms: list[str], count: int) -> None:
    assert len(set(stem(forms))) == count


TEXTS = st.text("aÅİßабЁё-\n \r\t\xad\u0301\u0306\u0308ﬁZЯ1_𐐀😀", max_size=40)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_aligned_text_is_the_normalised_text(text: str) -> None:
    aligned, origin = normalise_aligned(text)
    assert aligned == normalise(text)
    assert len(origin) == len(aligned)
    assert list(origin) == sorted(origin)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_spans_lie_in_the_original_text(text: str) -> None:
    tokens = tokenise_with_spans(text)
    assert [token.word for token in tokens] == tokenise(text)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    numbers = list(range(len(tokens)))[::-2]
    assert locate(text, numbers) == [tokens[number][1:] for number in numbers]


def test_a_run_of_word_characters_is_cut() -> None:
    text = "а " + "я" * 1000
    assert max(map(len, tokenise(text))) == 40
    assert locate(text, [0, 1, 25]) == [(0, 1), (2, 42), (962, 1002)]
