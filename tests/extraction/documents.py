"""Real documents, made by the programs' own libraries."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import matplotlib
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

CONTRACT = (
    "Договор поставки № 114 от 03.02.2027. Поставщик обязуется передать щебень, "
    "песок и ёлочные украшения, а покупатель — принять их и оплатить в срок."
)
INVOICE = (
    "Invoice No. 2027-118 dated 3 February 2027. Please pay the amount of 1,250.00 "
    "within thirty days of the date of this invoice."
)
FONT_FILE = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
_FONT = "DejaVuSans"


def make_docx(*paragraphs: str, title: str = "", header: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    document.sections[0].header.paragraphs[0].text = header
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return _saved(document)


def make_pdf(
    pages: Sequence[str],
    *,
    title: str = "",
    password: str | None = None,
    owner_password: str | None = None,
) -> bytes:
    """Return a PDF with one page for each text; an empty text is a blank page."""
    pdfmetrics.registerFont(TTFont(_FONT, str(FONT_FILE)))
    encryption = None
    if password is not None:
        encryption = StandardEncryption(password, ownerPassword=owner_password)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=encryption)
    canvas.setTitle(title)
    for text in pages:
        canvas.setFont(_FONT, 9)
        for number, line in enumerate(text.splitlines()):
            canvas.drawString(40, 800 - 12 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def make_zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_member(archive: bytes, name: str, data: bytes) -> bytes:
    """Return `archive` with one member added or replaced."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        members = {each: source.read(each) for each in source.namelist()}
    return make_zip({**members, name: data})


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()
