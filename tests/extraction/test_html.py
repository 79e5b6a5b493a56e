from __future__ import annotations

import pytest

from tests.extraction.conftest import ReadBytes
from tests.extraction.documents import CONTRACT

PAGE = (
    "<!DOCTYPE html><html><head>{meta}<title>Условия поставки</title>"
    "<script>secret()</script><style>p {{}}</style></head>"
    "<body><p>{text}</p></body></html>"
)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8"])
@pytest.mark.parametrize("declared", [True, False])
def test_words_and_title_are_read(
    read_bytes: ReadBytes, encoding: str, *, declared: bool
) -> None:
    text = CONTRACT.replace("—", "-").replace("№", "N")
    meta = f'<meta charset="{encoding}">' if declared else ""
    result = read_bytes(PAGE.format(meta=meta, text=text).encode(encoding), "a.html")
    assert result.text == text
    assert result.title == "Условия поставки"
    assert "secret" not in result.text


def test_a_false_declaration_does_not_spoil_the_text(read_bytes: ReadBytes) -> None:
    page = PAGE.format(meta='<meta charset="utf-8">', text=CONTRACT)
    assert read_bytes(page.encode("cp1251"), "a.html").text == CONTRACT


def test_a_web_page_saved_as_doc_is_read(read_bytes: ReadBytes) -> None:
    assert (
        read_bytes(PAGE.format(meta="", text=CONTRACT).encode(), "a.doc").kind == "html"
    )
