"""Guess what a document is called."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from core.extraction.tidying import one_line

TITLE_CHARS = 200
_WORDY = re.compile(r"[^\W\d_]{2,}")
_FIRST_CHARS = 3000
# Names that programs put into the metadata of every new document.
_MEANINGLESS = re.compile(
    r"(microsoft (word|excel|powerpoint)|untitled|без имени|безымянный|документ ?\d*|"
    r"document ?\d*|doc ?\d*|новый документ|new document|презентация powerpoint|"
    r"powerpoint presentation|presentation ?\d*|слайд 1|slide 1|book ?\d*|"
    r"книга ?\d*|лист ?\d*|sheet ?\d*|scan\w*|img\w*|image\w*)\b.{0,3}$"
    r"|microsoft word - .*",
    re.IGNORECASE,
)
_LOOKS_LIKE_FILE = re.compile(r"\.[a-z]{3,4}$", re.IGNORECASE)
# What a letter begins with, and a line longer than any heading: neither names a document.
_SALUTATION = re.compile(
    r"(уважаем|добр(ый|ого) (день|дня|вечер)|доброе утро|здравствуй|приветству|"
    r"(dear|hello|hi|good (morning|afternoon|evening))\b)",
    re.IGNORECASE,
)
_HEADING_CHARS = 120
_MARKS = re.compile(r"^[\s#>*\-=_•|]+|[\s#*\-=_|]+$")


def guess_title(metadata: str, text: str, file_name: str) -> str:
    """Return the title in the metadata if it says something, else the first line
    that does, else the file's name without its extension. A first line that is no
    heading comes after the file's name.
    """
    line, name = _first_line(text), PurePosixPath(file_name).stem
    rest = (line, name) if _may_head(line) else (name, line)
    for candidate in (metadata, *rest):
        if title := _meaningful(candidate):
            return title
    return shorten(name) or file_name[:TITLE_CHARS]


def shorten(line: str) -> str:
    """Return `line` on one line, cut at a word within `TITLE_CHARS` characters."""
    line = one_line(line)
    if len(line) <= TITLE_CHARS:
        return line
    return line[: TITLE_CHARS - 1].rsplit(" ", 1)[0] + "…"


def _meaningful(candidate: str) -> str:
    title = shorten(candidate)
    if not _WORDY.search(title) or _MEANINGLESS.match(title):
        return ""
    return "" if _LOOKS_LIKE_FILE.search(title) else title


def _may_head(line: str) -> bool:
    return len(line) <= _HEADING_CHARS and not _SALUTATION.match(line)


def _first_line(text: str) -> str:
    lines = (_MARKS.sub("", line) for line in text[:_FIRST_CHARS].splitlines())
    return next((line for line in lines if _WORDY.search(line)), "")
