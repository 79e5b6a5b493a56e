from __future__ import annotations

from core.extraction import FailureCode
from tests.extraction.conftest import FailToRead, ReadBytes
from tests.extraction.documents import CONTRACT, INVOICE, make_docx, with_member


def test_paragraphs_header_and_title_are_read(read_bytes: ReadBytes) -> None:
    data = make_docx(CONTRACT, INVOICE, title="Договор с ООО «Ель»", header="ООО «Ель»")
    result = read_bytes(data, "a.docx")
    assert CONTRACT in result.text
    assert INVOICE in result.text
    assert "ООО «Ель»" in result.text
    assert result.title == "Договор с ООО «Ель»"
    assert result.kind == "docx"


def test_the_first_line_is_the_title_without_metadata(read_bytes: ReadBytes) -> None:
    data = make_docx("", "Акт сверки", CONTRACT, header="ООО «Ель», Москва")
    assert read_bytes(data, "scan0001.docx").title == "Акт сверки"


def test_an_empty_document_has_no_text(fail_to_read: FailToRead) -> None:
    assert fail_to_read(make_docx(), "a.docx").code is FailureCode.NO_TEXT


def test_a_cut_document_is_damaged(fail_to_read: FailToRead) -> None:
    data = make_docx(CONTRACT)
    assert fail_to_read(data[: len(data) // 2], "a.docx").code is FailureCode.DAMAGED


def test_signs_that_xml_escapes_are_kept(read_bytes: ReadBytes) -> None:
    text = "Johnson & Sons: a < b > c, <!ENTITY and encryption-data are only words."
    assert read_bytes(make_docx(text), "a.docx").text == text


def with_body(body: str) -> bytes:
    """Return a DOCX whose body is the given XML."""
    schema = "http://schemas.openxmlformats.org"
    document = (
        f'<w:document xmlns:w="{schema}/wordprocessingml/2006/main" '
        f'xmlns:mc="{schema}/markup-compatibility/2006"><w:body>{body}</w:body>'
        "</w:document>"
    )
    return with_member(make_docx("x"), "word/document.xml", document.encode())


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_content_controls_and_tracked_changes_are_read(read_bytes: ReadBytes) -> None:
    body = (
        f"<w:sdt><w:sdtContent><w:p>{run('Поставщик:')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:ins>{run('добавлено')}</w:ins>"
        "<w:del><w:r><w:delText>убрано</w:delText></w:r></w:del>"
        f"<w:r><w:tab/><w:instrText>PAGE</w:instrText></w:r>{run('конец')}</w:p>"
    )
    assert read_bytes(with_body(body), "a.docx").text == "Поставщик:\nдобавлено\tконец"


def test_rows_of_a_table_are_lines(read_bytes: ReadBytes) -> None:
    cell = "<w:tc><w:tcPr/><w:p>{}</w:p></w:tc>"
    row = f"<w:tr>{cell.format(run('Щебень'))}{cell.format(run('1 250,50'))}</w:tr>"
    body = f"<w:tbl>{row}{row}</w:tbl><w:p>{run('Итого')}</w:p>"
    line = "Щебень\t1 250,50"
    assert read_bytes(with_body(body), "a.docx").text == f"{line}\n{line}\nИтого"


def test_text_boxes_are_read_once(read_bytes: ReadBytes) -> None:
    box = f"<w:txbxContent><w:p>{run('Штамп')}</w:p></w:txbxContent>"
    body = (
        f"<w:p>{run('До')}<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>{run('после')}</w:p>"
    )
    assert read_bytes(with_body(body), "a.docx").text == "До\nШтамп\nпосле"
