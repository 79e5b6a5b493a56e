"""PDF, page by page, by PDFium; pages without a text layer go through OCR."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from core.extraction.extractors.base import Context, Draft, Source, damaged
from core.extraction.limits import Limits
from core.extraction.ocr import OcrFailed, Scan, recognise_pages
from core.extraction.result import (
    ExtractionFailed,
    FailureCode,
    Page,
    PageSource,
    ReadWarning,
    WarningCode,
)

_ENCRYPTION = b"/Encrypt"
_POINTS_PER_INCH = 72
_DPI = 300
# An A3 page at 300 dpi; larger pages are drawn more coarsely.
_DRAWN_PIXELS = 20_000_000
# Less text than this is a stamp or a page number, not the page's content.
_FEW_CHARS = 20
_STAMP_CHARS = 200
_WHOLE_PAGE = 0.7
_UNREADABLE_SHARE = 0.3
# Private use and replacement characters: codes of glyphs without a meaning.
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufff0-\uffff\U000f0000-\U0010ffff]")
_SAMPLE_CHARS = 2_000


class Pdf:
    """Reads the text layer; recognises pages that are pictures."""

    name = "pdfium"

    def extract(self, source: Source, context: Context) -> Draft:
        with _open(source) as document:
            _check_count(len(document), context.limits)
            title = str(document.get_metadata_dict().get("Title", ""))
            survey = _survey(document)
            scans = [Scan(n, partial(_draw, document, n)) for n in survey.scanned]
            recognised, warnings = recognise_pages(scans, context)
        return Draft(
            pages=tuple((survey.pages | recognised).values()),
            title=title,
            warnings=(*survey.warnings, *warnings),
        )


@dataclass(slots=True)
class _Survey:
    """Pages by number as their text layer gives them, and who needs more."""

    pages: dict[int, Page] = field(default_factory=dict)
    scanned: list[int] = field(default_factory=list)
    broken: int = 0

    @property
    def warnings(self) -> tuple[ReadWarning, ...]:
        if not self.broken:
            return ()
        return (ReadWarning(WarningCode.PAGE_UNREADABLE, {"pages": self.broken}),)


def _open(source: Source) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(source.path)
    except pdfium.PdfiumError as error:
        # PDFium may tell the error of an earlier file, so its word alone is not enough.
        asks_password = error.err_code == pdfium_c.FPDF_ERR_PASSWORD
        if asks_password and _ENCRYPTION in source.data:
            raise ExtractionFailed(FailureCode.ENCRYPTED) from error
        raise damaged() from error


def _check_count(pages: int, limits: Limits) -> None:
    if pages > limits.pages:
        raise ExtractionFailed(
            FailureCode.TOO_MANY_PAGES, {"pages": pages, "limit": limits.pages}
        )


def _survey(document: pdfium.PdfDocument) -> _Survey:
    survey = _Survey()
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            survey.pages[number] = _text_layer(page, number)
            page.close()
        except pdfium.PdfiumError:
            survey.pages[number] = Page(number, "", PageSource.UNREAD)
            survey.broken += 1
            continue
        if survey.pages[number].source is PageSource.UNREAD:
            survey.scanned.append(number)
    if survey.broken == len(document):
        raise damaged()
    return survey


def _text_layer(page: pdfium.PdfPage, number: int) -> Page:
    """Return the page; `UNREAD` if its content is a picture rather than text."""
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    textpage.close()
    chars = len("".join(text.split()))
    if not is_readable(text) or chars < _FEW_CHARS:
        drawn = pdfium_c.FPDFPage_CountObjects(page) > 0
        # A short page of text alone has as many objects as words, and no picture.
        if drawn and (not chars or _picture_share(page) > 0):
            return Page(number, "", PageSource.UNREAD)
    elif chars < _STAMP_CHARS and _picture_share(page) > _WHOLE_PAGE:
        return Page(number, "", PageSource.UNREAD)
    return Page(number, text, PageSource.TEXT_LAYER if chars else PageSource.BLANK)


def is_readable(text: str) -> bool:
    """Tell a text from the codes of a font that does not say what they mean."""
    sample = text[:_SAMPLE_CHARS]
    return len(_UNREADABLE.findall(sample)) <= len(sample) * _UNREADABLE_SHARE


def _picture_share(page: pdfium.PdfPage) -> float:
    """Return the share of the page that its largest picture covers."""
    width, height = page.get_size()
    pictures = page.get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    areas: list[float] = [
        (right - left) * (top - bottom)
        for left, bottom, right, top in (each.get_bounds() for each in pictures)
    ]
    return max(areas, default=0.0) / max(float(width * height), 1.0)


def _draw(document: pdfium.PdfDocument, number: int) -> Image.Image:
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(
            _DPI / _POINTS_PER_INCH, math.sqrt(_DRAWN_PIXELS / max(width * height, 1.0))
        )
        image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        page.close()
    except (pdfium.PdfiumError, ValueError, OverflowError) as error:
        raise OcrFailed from error
    return image


EXTRACTOR = Pdf()
