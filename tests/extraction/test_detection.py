"""Content decides what a file is; a name that says something else is a lie."""

from __future__ import annotations

import pytest

from core.extraction import FailureCode
from tests.extraction.conftest import FailToRead, ReadBytes
from tests.extraction.documents import CONTRACT, make_docx, make_pdf, make_zip


def test_a_pdf_called_text_is_a_lie(fail_to_read: FailToRead) -> None:
    failure = fail_to_read(make_pdf([CONTRACT]), "notes.txt")
    assert failure.code is FailureCode.WRONG_TYPE
    assert failure.params == {"extension": ".txt", "found": "pdf"}


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"MZ\x90\0" + b"\0" * 400, "invoice.pdf", None),
        (make_zip({"a.txt": b"x"}), "report.docx", "zip"),
        (b"plain text, no PDF at all", "a.pdf", "text"),
        (b"<html><body>Hi</body></html>", "a.pdf", "html"),
    ],
    ids=["program", "archive", "text", "html"],
)
def test_lies_are_named(
    fail_to_read: FailToRead, data: bytes, name: str, found: str | None
) -> None:
    failure = fail_to_read(data, name)
    assert failure.code is FailureCode.WRONG_TYPE
    assert found is None or failure.params["found"] == found


@pytest.mark.parametrize("name", ["contract.DOCX", "old.doc", "contract", "a.bin"])
def test_harmless_names_do_not_matter(read_bytes: ReadBytes, name: str) -> None:
    assert read_bytes(make_docx(CONTRACT), name).kind == "docx"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (make_zip({"a.txt": b"x"}), "zip"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 400, "video/mp4"),
        (bytes(range(256)) * 8, "binary"),
    ],
    ids=["archive", "film", "noise"],
)
def test_what_is_not_read_is_named(
    fail_to_read: FailToRead, data: bytes, found: str
) -> None:
    failure = fail_to_read(data, "file")
    assert failure.code is FailureCode.UNSUPPORTED_TYPE
    assert failure.params == {"found": found}


def test_a_text_about_pdf_is_a_text(read_bytes: ReadBytes) -> None:
    assert read_bytes(b"Every file begins with %PDF-1.7 here", "a.txt").kind == "text"


def test_a_pdf_may_begin_late_if_it_is_called_so(read_bytes: ReadBytes) -> None:
    data = b"junk of a mail gateway\n" + make_pdf([CONTRACT])
    assert read_bytes(data, "a.pdf").kind == "pdf"


def test_many_comments_before_a_page_are_passed_quickly(read_bytes: ReadBytes) -> None:
    comments = b"<!-- -->" * 5_000
    assert read_bytes(comments + b"<html><p>text</p></html>", "a").kind == "html"
    assert read_bytes(comments + b"no page follows", "a").kind == "text"
