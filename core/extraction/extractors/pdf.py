"""PDF, page by page, by PDFium; pages without a text layer go through OCR."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from core.extraction.extractors.base import Context, Draft, Source, damaged
from core.extraction.result import (
    ExtractionFailed,
    FailureCode,
    Page,
)


class Pdf:
    """Reads the text layer."""

    name = "pdfium"

    def extract(self, source: Source, context: Context) -> Draft:
        with _open(source) as document:
            count = len(document)
            if count > context.limits.pages:
                raise ExtractionFailed(
                    FailureCode.TOO_MANY_PAGES,
                    {"pages": count, "limit": context.limits.pages},
                )
            title = str(document.get_metadata_dict().get("Title", ""))
            pages = tuple(_pages(document))
        return Draft(pages=pages, title=title)


def _open(source: Source) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(source.path)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise ExtractionFailed(FailureCode.ENCRYPTED) from error
        raise damaged() from error


def _pages(document: pdfium.PdfDocument) -> Iterator[Page]:
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage().get_text_range()
        page.close()
        yield Page(index + 1, text)


EXTRACTOR = Pdf()
