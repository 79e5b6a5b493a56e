from __future__ import annotations

from pathlib import Path

import pytest

from core.extraction import FailureCode
from core.extraction.extractors.base import Extractor
from core.extraction.extractors.registry import HOMES, extractor_for
from core.extraction.kinds import KINDS, Kind
from tests.extraction.compound_file import make_compound_file
from tests.extraction.conftest import FailToRead, ReadBytes
from tests.extraction.documents import (
    CONTRACT,
    INVOICE,
    make_opendocument,
    make_pptx,
    make_rtf,
    make_xlsx,
)

DATA = Path(__file__).parent / "data"


def test_xlsx_gives_sheets_and_cells(read_bytes: ReadBytes) -> None:
    result = read_bytes(make_xlsx([["Щебень", 1250.5], [CONTRACT, None]]), "a.xlsx")
    assert result.kind == "xlsx"
    for part in ("Смета", "Щебень", "1250.5", CONTRACT):
        assert part in result.text


def test_pptx_gives_its_slides(read_bytes: ReadBytes) -> None:
    result = read_bytes(make_pptx([("Доклад", CONTRACT), ("Итоги", INVOICE)]), "a.pptx")
    assert result.title == "Доклад"
    assert CONTRACT in result.text
    assert INVOICE in result.text


def test_odt_is_read(read_bytes: ReadBytes) -> None:
    data = make_opendocument("text", f"<text:p>{CONTRACT}</text:p>")
    assert read_bytes(data, "a.odt").text == CONTRACT


def test_ods_is_read(read_bytes: ReadBytes) -> None:
    cell = f'<table:table-cell office:value-type="string"><text:p>{CONTRACT}</text:p>'
    row = f"<table:table-row>{cell}</table:table-cell></table:table-row>"
    data = make_opendocument(
        "spreadsheet", f'<table:table table:name="Лист1">{row}</table:table>'
    )
    assert CONTRACT in read_bytes(data, "a.ods").text


def test_rtf_of_a_russian_program_is_read(read_bytes: ReadBytes) -> None:
    assert read_bytes(make_rtf(CONTRACT), "a.rtf").text == CONTRACT


def test_doc_is_read(read_bytes: ReadBytes) -> None:
    result = read_bytes((DATA / "contract.doc").read_bytes(), "a.doc")
    assert CONTRACT in result.text
    assert INVOICE in result.text
    assert result.title == "Договор поставки"


def test_xls_is_read(read_bytes: ReadBytes) -> None:
    text = read_bytes((DATA / "estimate.xls").read_bytes(), "a.xls").text
    assert "Щебень" in text
    assert "1250.5" in text


def test_a_doc_with_a_password_says_so(fail_to_read: FailToRead) -> None:
    data = (DATA / "contract.doc").read_bytes()
    place = data.index(b"\xec\xa5") + 11
    data = data[:place] + bytes([data[place] | 0x01]) + data[place + 1 :]
    assert fail_to_read(data, "a.doc").code is FailureCode.ENCRYPTED


def test_a_docx_with_a_password_says_so(fail_to_read: FailToRead) -> None:
    data = make_compound_file({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"x"})
    assert fail_to_read(data, "a.docx").code is FailureCode.ENCRYPTED


def test_an_odt_with_a_password_says_so(fail_to_read: FailToRead) -> None:
    data = make_opendocument(
        "text", "<text:p/>", manifest="<manifest:encryption-data/>"
    )
    assert fail_to_read(data, "a.odt").code is FailureCode.ENCRYPTED


def test_every_kind_has_an_extractor() -> None:
    assert set(HOMES) == {kind.name for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_extractors_keep_the_contract(kind: Kind) -> None:
    assert isinstance(extractor_for(kind), Extractor)
