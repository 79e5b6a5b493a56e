"""Files made to hurt whoever opens them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

from core.extraction.limits import MEBIBYTE
from tests.extraction.compound_file import make_compound_file
from tests.extraction.documents import (
    CONTRACT,
    make_docx,
    make_opendocument,
    make_pdf,
    make_xlsx,
    make_zip,
    save_picture,
    with_member,
)
from tests.extraction.hostile_pdf import (
    huge_count_pdf,
    huge_page_pdf,
    million_object_pdf,
    recursive_form_pdf,
    recursive_page_pdf,
)

_DOCX = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zip_bomb() -> bytes:
    return make_zip({"bomb.txt": b"\0" * (200 * MEBIBYTE)})


def docx_bomb() -> bytes:
    """Return a DOCX whose text alone unpacks beyond every limit."""
    body = b"<w:t>" + b"a" * (60 * MEBIBYTE) + b"</w:t>"
    return with_member(make_docx(CONTRACT), "word/document.xml", body)


def lying_docx_bomb() -> bytes:
    """Return the same with a directory that claims ten bytes for the member."""
    archive = bytearray(docx_bomb())
    end = archive.rindex(b"PK\x05\x06")
    place = struct.unpack_from("<I", archive, end + 16)[0]
    while archive[place : place + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<HHH", archive, place + 28)
        if archive[place + 46 : place + 46 + name] == b"word/document.xml":
            struct.pack_into("<I", archive, place + 24, 10)
        place += 46 + name + extra + comment
    return bytes(archive)


def nested_docx() -> bytes:
    """Return a DOCX in a DOCX, eight deep."""
    data = make_docx(CONTRACT)
    for _ in range(8):
        data = with_member(make_docx(CONTRACT), "word/embeddings/inner.docx", data)
    return data


def overlapping_zip() -> bytes:
    """Return an archive whose 900 entries all point to the same megabyte."""
    packed = zlib.compress(b"\0" * MEBIBYTE)[2:-4]
    crc = zlib.crc32(b"\0" * MEBIBYTE)
    local = struct.pack(
        "<4sHHHHHIIIHH",
        *(b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(packed), MEBIBYTE, 1, 0),
    )
    body = local + b"a" + packed
    entry = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        *(b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(packed), MEBIBYTE),
        *(1, 0, 0, 0, 0, 0, 0),
    )
    directory = (entry + b"a") * 900
    end = struct.pack(
        "<4sHHHHIIH",
        *(b"PK\x05\x06", 0, 0, 900, 900, len(directory), len(body), 0),
    )
    return body + directory + end


def many_entries() -> bytes:
    return make_zip({f"{number}.xml": b"" for number in range(10_000)})


def names_that_climb() -> bytes:
    return with_member(make_docx(CONTRACT), "../../../../tmp/climbed", b"x")


def _entities(levels: int = 12) -> str:
    lines = ['<!ENTITY e0 "lol">']
    for level in range(1, levels):
        lines.append(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">')
    return f"<!DOCTYPE lolz [{''.join(lines)}]>"


def entity_docx() -> bytes:
    body = (
        f'<?xml version="1.0"?>{_entities()}<w:document xmlns:w="{_DOCX}"><w:body><w:p>'
        "<w:r><w:t>&e11;</w:t></w:r></w:p></w:body></w:document>"
    )
    return with_member(make_docx(CONTRACT), "word/document.xml", body.encode())


def utf16_entity_docx() -> bytes:
    body = f'<?xml version="1.0" encoding="utf-16"?>{_entities()}<a>&e11;</a>'
    return with_member(
        make_docx(CONTRACT), "word/document.xml", body.encode("utf-16-le")
    )


def external_entity_odt() -> bytes:
    body = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = make_opendocument("text", "<text:p/>")
    return with_member(data, "content.xml", f"{body}<a>&x;</a>".encode())


def deep_xml_docx() -> bytes:
    depth = 40_000
    body = (
        f'<w:document xmlns:w="{_DOCX}"><w:body>'
        f"{'<w:p>' * depth}{'</w:p>' * depth}</w:body></w:document>"
    )
    return with_member(make_docx(CONTRACT), "word/document.xml", body.encode())


def far_cell_xlsx() -> bytes:
    """Return a sheet with two cells at opposite corners: 17 billion cells between."""
    data = make_xlsx([["corner"]])
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    return with_member(data, "xl/worksheets/sheet1.xml", sheet.encode())


def repeated_ods() -> bytes:
    cell = (
        '<table:table-cell table:number-columns-repeated="1000000" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}'
    return make_opendocument(
        "spreadsheet", f"<table:table>{row}</table:table-row></table:table>"
    )


def pixel_flood() -> bytes:
    """Return a PNG of 900 megapixels in a few kilobytes."""
    head = save_picture(Image.new("1", (8, 8)), "PNG")
    size = struct.pack(">II", 30_000, 30_000)
    chunk = b"IHDR" + size + head[24:29]
    return head[:12] + chunk + struct.pack(">I", zlib.crc32(chunk)) + head[33:]


def tiff_chain() -> bytes:
    """Return a TIFF whose directory points to itself as the next page."""
    data = bytearray(save_picture(Image.new("L", (8, 8)), "TIFF"))
    place = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, place)[0]
    struct.pack_into("<I", data, place + 2 + 12 * count, place)
    return bytes(data)


def deep_html() -> bytes:
    return b"<html><body>" + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000


def deep_rtf() -> bytes:
    return b"{\\rtf1" + b"{" * 1_000_000 + b"x" + b"}" * 1_000_000


def deep_mail() -> bytes:
    head = b"From: a@b\nTo: c@d\nSubject: x\nMIME-Version: 1.0\n"
    part = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n)
        for n in range(3_000)
    )
    return head + part + b"Content-Type: text/plain\n\nhello\n"


def looped_ole() -> bytes:
    """Return a compound file whose sector chains lead back to their start."""
    data = bytearray(make_compound_file({"WordDocument": b"x" * 9000}))
    for place in range(len(data) - 512, len(data), 4):
        if data[place : place + 4] != b"\xff\xff\xff\xff":
            data[place : place + 4] = b"\0\0\0\0"
    return bytes(data)


def polyglot() -> bytes:
    """Return a file that is a PDF to one reader and a ZIP to another."""
    return make_pdf([CONTRACT]) + make_zip({"evil.exe": b"MZ" + b"\0" * 100})


def encrypted_zip() -> bytes:
    data = bytearray(make_zip({"word/document.xml": b"x"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def unsupported_compression() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", b"x" * 100)
    data = buffer.getvalue()
    return data.replace(b"\x14\0\0\0\0\0", b"\x14\0\0\0\x63\0")


def nulls() -> bytes:
    return b"\0" * MEBIBYTE


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip_bomb": ("a.zip", zip_bomb),
    "docx_bomb": ("a.docx", docx_bomb),
    "lying_docx_bomb": ("a.docx", lying_docx_bomb),
    "nested_docx": ("a.docx", nested_docx),
    "overlapping_zip": ("a.zip", overlapping_zip),
    "many_entries": ("a.docx", many_entries),
    "names_that_climb": ("a.docx", names_that_climb),
    "entity_docx": ("a.docx", entity_docx),
    "utf16_entity_docx": ("a.docx", utf16_entity_docx),
    "external_entity_odt": ("a.odt", external_entity_odt),
    "deep_xml_docx": ("a.docx", deep_xml_docx),
    "far_cell_xlsx": ("a.xlsx", far_cell_xlsx),
    "repeated_ods": ("a.ods", repeated_ods),
    "pixel_flood": ("a.png", pixel_flood),
    "tiff_chain": ("a.tif", tiff_chain),
    "million_object_pdf": ("a.pdf", million_object_pdf),
    "recursive_page_pdf": ("a.pdf", recursive_page_pdf),
    "recursive_form_pdf": ("a.pdf", recursive_form_pdf),
    "huge_count_pdf": ("a.pdf", huge_count_pdf),
    "huge_page_pdf": ("a.pdf", huge_page_pdf),
    "deep_html": ("a.html", deep_html),
    "deep_rtf": ("a.rtf", deep_rtf),
    "deep_mail": ("a.eml", deep_mail),
    "looped_ole": ("a.doc", looped_ole),
    "polyglot": ("a.pdf", polyglot),
    "encrypted_zip": ("a.docx", encrypted_zip),
    "unsupported_compression": ("a.docx", unsupported_compression),
    "nulls": ("a.txt", nulls),
}
