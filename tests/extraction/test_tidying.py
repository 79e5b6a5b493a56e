from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.extraction.tidying import tidy


@pytest.mark.parametrize(
    ("raw", "tidied"),
    [
        ("a\r\nb\rc\x0bd", "a\nb\nc\nd"),
        ("a\x00b\x07c", "abc"),
        ("и\u0306 е\u0308", "й ё"),
        ("дого\u00adвор дого\ufffe\nвор", "договор договор"),
        ("a  \n\n\n\n b", "a\n\n b"),
        ("\ufeff  text \n", "text"),
        ("broken \ud800 surrogate", "broken  surrogate"),
    ],
)
def test_tidy(raw: str, tidied: str) -> None:
    assert tidy(raw) == tidied


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_becomes_storable_and_stays_so(text: str) -> None:
    tidied = tidy(text)
    tidied.encode("utf-8")
    assert "\0" not in tidied
    assert tidy(tidied) == tidied
