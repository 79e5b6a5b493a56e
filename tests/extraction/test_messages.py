"""Every code has a sentence in both languages, and its params fit."""

from __future__ import annotations

from string import Formatter

import pytest

from core.extraction import FailureCode, WarningCode, explain
from core.extraction.kinds import KINDS
from core.extraction.messages import (
    FAILURES,
    KIND_NAMES,
    WARNINGS,
    Counted,
    Locale,
    Sentence,
)

PARAMS: dict[FailureCode | WarningCode, dict[str, str | int]] = {
    FailureCode.TOO_LARGE: {"size_mb": 130, "limit_mb": 100},
    FailureCode.WRONG_TYPE: {"extension": ".pdf", "found": "zip"},
    FailureCode.UNSUPPORTED_TYPE: {"found": "video/mp4"},
    FailureCode.TOO_MANY_PAGES: {"pages": 3000, "limit": 2000},
    FailureCode.TOO_SLOW: {"limit_seconds": 60},
    FailureCode.TOO_MUCH_MEMORY: {"limit_mb": 1024},
    FailureCode.ARCHIVE_BOMB: {"limit_mb": 300},
    FailureCode.TOO_MANY_ENTRIES: {"entries": 10_000, "limit": 5_000},
    FailureCode.IMAGE_TOO_LARGE: {"megapixels": 900, "limit": 100},
    WarningCode.OCR_MISSING: {"pages": 3},
    WarningCode.OCR_LANGUAGE_MISSING: {"language": "rus"},
    WarningCode.OCR_FAILED: {"pages": 3},
    WarningCode.OCR_PAGE_LIMIT: {"pages": 3, "limit": 300},
    WarningCode.PAGE_UNREADABLE: {"pages": 3},
    WarningCode.TEXT_CUT: {"limit_chars": 5_000_000},
    WarningCode.ENCODING_GUESSED: {"encoding": "cp1251"},
    WarningCode.ATTACHMENTS_SKIPPED: {"attachments": 3},
}
CODES = [*FailureCode, *WarningCode]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CODES)
def test_params_fill_every_form_of_the_sentence(
    code: FailureCode | WarningCode,
) -> None:
    sentence = FAILURES[code] if isinstance(code, FailureCode) else WARNINGS[code]
    forms = (
        (*sentence.en, *sentence.ru)
        if isinstance(sentence, Counted)
        else (sentence.en, sentence.ru)
    )
    for form in forms:
        assert fields(form) == set(PARAMS.get(code, {})), form


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_sentences_are_whole(code: FailureCode | WarningCode, language: Locale) -> None:
    sentence = explain(code, PARAMS.get(code, {}), language)
    assert sentence[0].isupper() or sentence[0].isdigit()
    assert sentence.endswith(".")
    assert "{" not in sentence


@pytest.mark.parametrize(
    ("pages", "english", "russian"),
    [
        (1, "1 scanned page was", "Не прочитана 1 отсканированная страница"),
        (3, "3 scanned pages were", "Не прочитаны 3 отсканированные страницы"),
        (11, "11 scanned pages were", "Не прочитано 11 отсканированных страниц"),
        (22, "22 scanned pages were", "Не прочитаны 22 отсканированные страницы"),
    ],
)
def test_numbers_take_their_form(pages: int, english: str, russian: str) -> None:
    params = {"pages": pages}
    assert english in explain(WarningCode.OCR_MISSING, params)
    assert russian in explain(WarningCode.OCR_MISSING, params, "ru")


def test_kinds_are_named_in_the_reader_s_language() -> None:
    params = {"extension": ".txt", "found": "pdf"}
    assert "a PDF document" in explain(FailureCode.WRONG_TYPE, params)
    assert "документ PDF" in explain(FailureCode.WRONG_TYPE, params, "ru")


def test_every_kind_has_a_name() -> None:
    assert {kind.name for kind in KINDS} <= set(KIND_NAMES)
    assert all(isinstance(name, Sentence) for name in KIND_NAMES.values())
