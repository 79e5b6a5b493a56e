"""Real documents, made by the programs' own libraries."""

from __future__ import annotations

import io
import struct
import textwrap
import zipfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import docx
import openpyxl
import pptx
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.extraction.compound_file import Tree, make_compound_file

CONTRACT = (
    "Договор поставки № 114 от 03.02.2027. Поставщик обязуется передать щебень, "
    "песок и ёлочные украшения, а покупатель — принять их и оплатить в срок."
)
INVOICE = (
    "Invoice No. 2027-118 dated 3 February 2027. Please pay the amount of 1,250.00 "
    "within thirty days of the date of this invoice."
)
# Importing matplotlib takes seconds; only its font is wanted, which has Cyrillic.
_MATPLOTLIB = Path(find_spec("matplotlib").origin).parent  # type: ignore[union-attr,arg-type]
FONT_FILE = _MATPLOTLIB / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
_FONT = "DejaVuSans"
_LONG_AGO = (2027, 2, 3, 10, 0, 0)


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
    canvas = Canvas(buffer, encrypt=encryption, invariant=1)
    canvas.setTitle(title)
    for text in pages:
        canvas.setFont(_FONT, 9)
        for number, line in enumerate(text.splitlines()):
            canvas.drawString(40, 800 - 12 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def make_zip(members: dict[str, bytes]) -> bytes:
    """Return an archive that is the same at any time of the day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            member = zipfile.ZipInfo(name, _LONG_AGO)
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def with_member(archive: bytes, name: str, data: bytes) -> bytes:
    """Return `archive` with one member added or replaced."""
    return make_zip({**_members(archive), name: data})


def _members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return make_zip(_members(buffer.getvalue()))


def make_xlsx(rows: Sequence[Sequence[object]], sheet: str = "Смета") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    # The time of saving would make each file another.
    return with_member(_saved(book), "docProps/core.xml", b"<coreProperties/>")


def make_pptx(slides: Sequence[tuple[str, str]]) -> bytes:
    presentation = pptx.Presentation()
    for title, body in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
    return _saved(presentation)


_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "manifest")
)


def make_opendocument(kind: str, body: str, *, manifest: str = "") -> bytes:
    """Return an ODT (`text`) or ODS (`spreadsheet`) file with an XML `body`."""
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    content = (
        f"<office:document-content {_NAMESPACES}><office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    listing = (
        f"<manifest:manifest {_NAMESPACES}><manifest:file-entry "
        f'manifest:full-path="/" manifest:media-type="{media_type}"/>{manifest}'
        "</manifest:manifest>"
    )
    return make_zip(
        {
            "mimetype": media_type.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": listing.encode(),
        }
    )


def make_rtf(text: str) -> bytes:
    """Return `text` as Russian Windows programs write RTF: bytes of cp1251 in hex."""
    escaped = "".join(
        char if char.isascii() else f"\\'{char.encode('cp1251').hex()}" for char in text
    )
    return f"{{\\rtf1\\ansi\\ansicpg1251 {escaped}\\par}}".encode("ascii")


def draw_text(text: str, *, size: int = 32, columns: int = 52) -> Image.Image:
    """Return a picture of `text` like a scan at 150 dpi."""
    image = Image.new("L", (1240, 600), 255)
    lines = "\n".join(textwrap.wrap(text, columns))
    font = ImageFont.truetype(str(FONT_FILE), size)
    ImageDraw.Draw(image).multiline_text((80, 80), lines, font=font, fill=0, spacing=12)
    return image


def save_picture(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def make_scan(pages: Sequence[Image.Image | str]) -> bytes:
    """Return a PDF whose pages are pictures, or texts with a text layer."""
    pdfmetrics.registerFont(TTFont(_FONT, str(FONT_FILE)))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 288), invariant=1)
    for page in pages:
        if isinstance(page, str):
            canvas.setFont(_FONT, 9)
            canvas.drawString(40, 200, page)
        else:
            canvas.drawImage(ImageReader(page.convert("RGB")), 0, 0, 595, 288)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def make_msg(
    subject: str, body: str, attachments: Sequence[tuple[str, bytes]] = ()
) -> bytes:
    """Return an Outlook mail with the properties that [MS-OXMSG] asks for."""
    texts = {0x0037: subject, 0x1000: body}
    head = b"\0" * 8 + struct.pack("<IIII", 0, len(attachments), 0, len(attachments))
    tree: Tree = {
        f"__substg1.0_{tag:04X}001F": text.encode("utf-16-le")
        for tag, text in texts.items()
    }
    entries = (_msg_property(tag, 0x1F, 2 * len(t) + 2) for tag, t in texts.items())
    tree["__properties_version1.0"] = head + b"\0" * 8 + b"".join(entries)
    for number, (name, data) in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": b"\0" * 8 + _msg_property(0x3705, 3, 1),
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": data,
        }
    return make_compound_file(tree)


def _msg_property(tag: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHIQ", kind, tag, 6, value)
