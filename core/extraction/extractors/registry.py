"""Which extractor reads which kind."""

from __future__ import annotations

from importlib import import_module

from core.extraction.extractors.base import Extractor
from core.extraction.kinds import Kind

_PACKAGE = "core.extraction.extractors"
# Names, not classes: a child loads a parser's library with the first file that needs
# it, which keeps a start at some 100 ms and a child for plain texts small.
HOMES = {
    **dict.fromkeys(("text", "markdown", "csv"), "plain"),
    **dict.fromkeys(("doc", "odt", "rtf"), "office"),
    **dict.fromkeys(("xlsx", "xls", "ods", "pptx", "ppt"), "office"),
    **dict.fromkeys(("png", "jpeg", "tiff", "webp"), "picture"),
    "docx": "word",
    "pdf": "pdf",
    "html": "html",
    "eml": "mail",
    "msg": "outlook",
}


def extractor_for(kind: Kind) -> Extractor:
    """Return the extractor for `kind`; every kind has one."""
    extractor: Extractor = import_module(f"{_PACKAGE}.{HOMES[kind.name]}").EXTRACTOR
    return extractor
