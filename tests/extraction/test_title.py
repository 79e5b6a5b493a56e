from __future__ import annotations

import pytest

from core.extraction.title import TITLE_CHARS, guess_title


@pytest.mark.parametrize(
    ("metadata", "text", "file_name", "title"),
    [
        ("Договор поставки", "x", "a.docx", "Договор поставки"),
        ("Microsoft Word - Документ1", "Акт сверки\nдалее", "a.doc", "Акт сверки"),
        ("Без имени 1", "Акт", "a.odt", "Акт"),
        ("untitled", "# Title\n", "a.pdf", "Title"),
        ("scan0001.pdf", "Счёт № 7", "a.pdf", "Счёт № 7"),
        ("", "12\n---\n* Протокол", "a.txt", "Протокол"),
        ("", "", "Скан договора.pdf", "Скан договора"),
        ("", "Уважаемый Иван Ильич!\nПросим", "Запрос цен.txt", "Запрос цен"),
        ("", "Dear Sirs,\nplease", "scan0001.pdf", "Dear Sirs,"),
        ("", "Борщ: варить два часа. " * 9, "Рецепт борща.txt", "Рецепт борща"),
        ("", "1 2 3", ".txt", ".txt"),
        ("", "\u202eАкт сверки\u200b", "a.txt", "Акт сверки"),
    ],
)
def test_title(metadata: str, text: str, file_name: str, title: str) -> None:
    assert guess_title(metadata, text, file_name) == title


def test_a_long_line_is_cut_at_a_word() -> None:
    title = guess_title("", "слово " * 100, "a.txt")
    assert len(title) <= TITLE_CHARS
    assert title.endswith("слово…")
