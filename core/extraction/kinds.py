"""The kinds of files UniDoc reads: their names, media types and extensions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class Kind:
    """One file format; the first extension is its usual one."""

    name: str
    media_type: str
    extensions: tuple[str, ...]


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"

TEXT = Kind("text", "text/plain", (".txt", ".text", ".log"))
MARKDOWN = Kind("markdown", "text/markdown", (".md", ".markdown"))
CSV = Kind("csv", "text/csv", (".csv", ".tsv"))
HTML = Kind("html", "text/html", (".html", ".htm", ".xhtml"))
RTF = Kind("rtf", "application/rtf", (".rtf",))
PDF = Kind("pdf", "application/pdf", (".pdf",))
DOCX = Kind("docx", f"{_OOXML}.wordprocessingml.document", (".docx", ".docm", ".dotx"))
XLSX = Kind("xlsx", f"{_OOXML}.spreadsheetml.sheet", (".xlsx", ".xlsm", ".xltx"))
PPTX = Kind(
    "pptx", f"{_OOXML}.presentationml.presentation", (".pptx", ".pptm", ".ppsx")
)
ODT = Kind("odt", f"{_ODF}.text", (".odt", ".ott"))
ODS = Kind("ods", f"{_ODF}.spreadsheet", (".ods", ".ots"))
DOC = Kind("doc", "application/msword", (".doc", ".dot"))
XLS = Kind("xls", "application/vnd.ms-excel", (".xls", ".xlt"))
PPT = Kind("ppt", "application/vnd.ms-powerpoint", (".ppt", ".pps"))
EML = Kind("eml", "message/rfc822", (".eml",))
MSG = Kind("msg", "application/vnd.ms-outlook", (".msg",))
PNG = Kind("png", "image/png", (".png",))
JPEG = Kind("jpeg", "image/jpeg", (".jpg", ".jpeg", ".jfif"))
TIFF = Kind("tiff", "image/tiff", (".tif", ".tiff"))
WEBP = Kind("webp", "image/webp", (".webp",))

KINDS: tuple[Kind, ...] = (
    *(TEXT, MARKDOWN, CSV, HTML, RTF, PDF, DOCX, XLSX, PPTX, ODT, ODS, DOC),
    *(XLS, PPT, EML, MSG, PNG, JPEG, TIFF, WEBP),
)
BY_EXTENSION = {ext: kind for kind in KINDS for ext in kind.extensions}

_PLAIN = frozenset({TEXT, MARKDOWN, CSV, HTML, EML})
_IMAGES = frozenset({PNG, JPEG, TIFF, WEBP})
# Office programs save these contents under these extensions themselves, and open them.
_HARMLESS: dict[Kind, frozenset[Kind]] = {
    **dict.fromkeys(_PLAIN, _PLAIN),
    **dict.fromkeys(_IMAGES, _IMAGES),
    DOC: frozenset({DOCX, RTF, HTML, TEXT}),
    XLS: frozenset({XLSX, HTML, CSV, TEXT}),
    PPT: frozenset({PPTX}),
    MSG: frozenset({EML}),
    RTF: frozenset({DOC, DOCX, TEXT}),
}


def extension_of(file_name: str) -> str:
    """Return the lower-case extension with its dot, or an empty string."""
    return PurePath(file_name.strip()).suffix.lower()


def is_harmless(named: Kind, found: Kind) -> bool:
    """Tell whether a file named like `named` may hold `found` without lying."""
    return named == found or found in _HARMLESS.get(named, frozenset())
