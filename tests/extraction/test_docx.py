from __future__ import annotations

from core.extraction import FailureCode
from tests.extraction.conftest import FailToRead, ReadBytes
from tests.extraction.documents import CONTRACT, INVOICE, make_docx


def test_paragraphs_header_and_title_are_read(read_bytes: ReadBytes) -> None:
    data = make_docx(CONTRACT, INVOICE, title="Договор с ООО «Ель»", header="ООО «Ель»")
    result = read_bytes(data, "a.docx")
    assert CONTRACT in result.text
    assert INVOICE in result.text
    assert "ООО «Ель»" in result.text
    assert result.title == "Договор с ООО «Ель»"
    assert result.kind == "docx"


def test_the_first_line_is_the_title_without_metadata(read_bytes: ReadBytes) -> None:
    data = make_docx("", "Акт сверки", CONTRACT)
    assert read_bytes(data, "scan0001.docx").title == "Акт сверки"


def test_an_empty_document_has_no_text(fail_to_read: FailToRead) -> None:
    assert fail_to_read(make_docx(), "a.docx").code is FailureCode.NO_TEXT


def test_a_cut_document_is_damaged(fail_to_read: FailToRead) -> None:
    data = make_docx(CONTRACT)
    assert fail_to_read(data[: len(data) // 2], "a.docx").code is FailureCode.DAMAGED
