"""Make extracted text safe to store, compare and search."""

from __future__ import annotations

import re
import unicodedata

# PDFium marks a hyphen that only breaks a line with U+FFFE or U+0002.
_BROKEN_WORD = re.compile("[\ufffe\u0002\u00ad](?: {0,3}\r?\n\\s{0,8}(?=\\w))?")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\v|\f")
# Controls (PostgreSQL refuses NUL), lone surrogates, invisible joiners, non-characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
# Characters that turn around what stands beside them on a page.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TRAILING_SPACE = re.compile("[ \t\u00a0]+\n")
_BLANK_LINES = re.compile("\n{3,}")


def tidy(text: str) -> str:
    r"""Return `text` in NFC with `\n` line ends and nothing that cannot be shown."""
    text = _BROKEN_WORD.sub("", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _UNWANTED.sub("", text)
    text = _BLANK_LINES.sub("\n\n", _TRAILING_SPACE.sub("\n", text))
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    """Return `text` as a name: on one line, without what nobody sees or what turns it around."""
    return " ".join(_TURNING.sub("", _UNWANTED.sub("", text)).split())
