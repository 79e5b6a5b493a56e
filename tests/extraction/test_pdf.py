from __future__ import annotations

from core.extraction import FailureCode
from tests.extraction.conftest import FailToRead, ReadBytes
from tests.extraction.documents import CONTRACT, INVOICE, make_pdf
from tests.extraction.hostile_pdf import huge_count_pdf


def test_text_is_kept_page_by_page(read_bytes: ReadBytes) -> None:
    result = read_bytes(
        make_pdf([CONTRACT, INVOICE], title="Договор поставки"), "a.pdf"
    )
    assert [page.text for page in result.pages] == [CONTRACT, INVOICE]
    assert result.text == f"{CONTRACT}\n\n{INVOICE}"
    assert result.title == "Договор поставки"
    assert result.media_type == "application/pdf"


def test_a_password_is_named_as_the_reason(fail_to_read: FailToRead) -> None:
    data = make_pdf([INVOICE], password="secret")
    assert fail_to_read(data, "a.pdf").code is FailureCode.ENCRYPTED


def test_damage_after_a_password_is_still_damage(fail_to_read: FailToRead) -> None:
    fail_to_read(make_pdf([INVOICE], password="secret"), "a.pdf")
    assert fail_to_read(huge_count_pdf(), "a.pdf").code is FailureCode.DAMAGED


def test_an_owner_password_does_not_hinder_reading(read_bytes: ReadBytes) -> None:
    data = make_pdf([INVOICE], password="", owner_password="owner")
    assert read_bytes(data, "a.pdf").text == INVOICE


def test_too_many_pages_are_refused(fail_to_read: FailToRead) -> None:
    failure = fail_to_read(make_pdf(["x"] * 51), "a.pdf")
    assert failure.code is FailureCode.TOO_MANY_PAGES
    assert failure.params == {"pages": 51, "limit": 50}


def test_a_cut_pdf_is_damaged(fail_to_read: FailToRead) -> None:
    data = make_pdf([CONTRACT])[:300]
    assert fail_to_read(data, "a.pdf").code is FailureCode.DAMAGED


def test_a_pdf_of_blank_pages_has_no_text(fail_to_read: FailToRead) -> None:
    assert fail_to_read(make_pdf(["", ""]), "a.pdf").code is FailureCode.NO_TEXT
