"""Pictures and scanned pages; without Tesseract they are counted, not lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from core.extraction import (
    ExtractionFailed,
    FailureCode,
    Limits,
    PageSource,
    Reader,
    WarningCode,
)
from core.extraction.extractors.pdf import is_readable
from tests.extraction.conftest import FailToRead, ReadBytes
from tests.extraction.documents import CONTRACT, draw_text, make_scan, save_picture

TEXT = "Акт сверки расчётов. The goods were delivered in full."
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None,
    reason="TESSERACT IS MISSING: apt-get install tesseract-ocr tesseract-ocr-rus",
)


@needs_tesseract
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_pictures_are_read_in_both_languages(read_bytes: ReadBytes, form: str) -> None:
    result = read_bytes(save_picture(draw_text(TEXT), form), f"scan.{form.lower()}")
    assert "Акт сверки" in result.text
    assert "delivered in full" in " ".join(result.text.split())
    assert [page.source for page in result.pages] == [PageSource.OCR]


@needs_tesseract
def test_a_tiff_gives_all_its_pages(read_bytes: ReadBytes) -> None:
    pages = [draw_text("Первая страница акта"), draw_text("Вторая страница акта")]
    data = save_picture(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    result = read_bytes(data, "scan.tif")
    assert ["Первая" in result.pages[0].text, "Вторая" in result.pages[1].text] == [
        True,
        True,
    ]


@needs_tesseract
def test_only_pages_without_a_text_layer_are_recognised(
    read_bytes: ReadBytes,
) -> None:
    calls: list[tuple[int, int]] = []
    data = make_scan([CONTRACT, draw_text(TEXT), CONTRACT, draw_text(TEXT)])
    result = read_bytes(
        data, "a.pdf", on_progress=lambda done, total: calls.append((done, total))
    )
    assert [page.source for page in result.pages] == [
        *(PageSource.TEXT_LAYER, PageSource.OCR),
        *(PageSource.TEXT_LAYER, PageSource.OCR),
    ]
    assert calls == [(0, 2), (1, 2)]
    assert result.pages[0].text == CONTRACT
    assert "Акт сверки" in result.pages[1].text


def test_a_font_without_meaning_is_no_text_layer() -> None:
    assert not is_readable("\ue001\ue002\ue003 \ue004\ue005 1")
    assert is_readable(CONTRACT)


@needs_tesseract
def test_pages_beyond_the_limit_stay_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_scan([draw_text(TEXT)] * 3))
    with Reader(Limits(ocr_pages=1)) as reader:
        result = reader.read(path, file_name="a.pdf")
    assert [page.source for page in result.pages] == [
        *(PageSource.OCR, PageSource.UNREAD, PageSource.UNREAD)
    ]
    assert result.warnings[0].code is WarningCode.OCR_PAGE_LIMIT
    assert result.warnings[0].params == {"pages": 2, "limit": 1}


@needs_tesseract
def test_who_raises_in_the_report_ends_the_reading(read_bytes: ReadBytes) -> None:
    class Cancelled(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_bytes(make_scan([draw_text(TEXT)]), "a.pdf", on_progress=cancel)


@needs_tesseract
def test_a_picture_without_letters_has_no_text(fail_to_read: FailToRead) -> None:
    data = save_picture(Image.new("L", (400, 400), 255), "PNG")
    assert fail_to_read(data, "photo.png").code is FailureCode.NO_TEXT


def test_without_tesseract_the_document_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.pdf"
    path.write_bytes(make_scan([CONTRACT, draw_text(TEXT), draw_text(TEXT)]))
    with Reader() as reader:
        result = reader.read(path, file_name="a.pdf")
        assert result.text == CONTRACT
        assert result.warnings[0].code is WarningCode.OCR_MISSING
        assert result.warnings[0].params == {"pages": 2}
        path.write_bytes(save_picture(draw_text(TEXT), "PNG"))
        picture = reader.read(path, file_name="a.png")
    assert picture.text == ""
    assert picture.title == "a"
    assert picture.warnings[0].params == {"pages": 1}


def test_a_flood_of_pixels_is_refused_before_it_is_unpacked(
    fail_to_read: FailToRead,
) -> None:
    data = save_picture(Image.new("1", (10_000, 6_000)), "PNG")
    failure = fail_to_read(data, "a.png")
    assert failure.code is FailureCode.IMAGE_TOO_LARGE
    assert failure.params == {"megapixels": 60, "limit": 40}


def test_a_cut_picture_is_damaged(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(save_picture(draw_text(TEXT), "PNG")[:40])
    with pytest.raises(ExtractionFailed) as caught:
        reader.read(path, file_name="a.png")
    assert caught.value.code in {FailureCode.DAMAGED, FailureCode.NO_TEXT}
