"""DOCX, by its XML: body, tables, text boxes, notes, headers and footers.

Our own reader, because kreuzberg 4.10 loses `&`, `<` and `>` from the text of DOCX, and
python-docx passes over content controls and tracked insertions, which the forms of
Russian offices are full of. Entities are refused before (`archive`), so that the parser
of the standard library has nothing to expand.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

from core.extraction.extractors.base import Context, Draft, Source, damaged

_MAIN_PART = re.compile(r"word/document\d*\.xml\Z")
_HEADER = re.compile(r"word/header\d*\.xml\Z")
_FOOTER = re.compile(r"word/footer\d*\.xml\Z")
_NOTES = re.compile(r"word/(footnotes|endnotes)\.xml\Z")
_PROPERTIES = "docProps/core.xml"
# What these elements hold is no text of the document, or a second copy of it.
_PASSED_OVER = frozenset({"pPr", "rPr", "Fallback", "moveFrom", "del", "sectPr"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# How the texts within a paragraph, a cell and a row of a table are put together.
_JOINERS = {"p": "", "tc": " ", "tr": "\t"}
_BROKEN = (
    *(ElementTree.ParseError, zipfile.BadZipFile),
    *(LookupError, ValueError, RecursionError),
)


class Word:
    """Reads DOCX and its templates."""

    name = "docx"

    def extract(self, source: Source, context: Context) -> Draft:
        try:
            with zipfile.ZipFile(source.path) as archive:
                # The body comes first: its first line says what a document is.
                texts = [
                    *(_texts(archive, _MAIN_PART) + _texts(archive, _NOTES)),
                    *_texts_once(archive, _HEADER),
                    *_texts_once(archive, _FOOTER),
                ]
                return Draft(text="\n\n".join(texts), title=_title(archive))
        except _BROKEN as error:
            raise damaged() from error


def _texts(archive: zipfile.ZipFile, part: re.Pattern[str]) -> list[str]:
    texts = []
    for name in archive.namelist():
        if part.match(name):
            with archive.open(name) as stream:
                texts.append("\n".join(_paragraphs(stream)))
    return texts


def _texts_once(archive: zipfile.ZipFile, part: re.Pattern[str]) -> list[str]:
    """Return texts without repetition: a header is kept for first, odd, even pages."""
    texts = dict.fromkeys(text.strip() for text in _texts(archive, part))
    # A bare number is that of a page.
    return [text for text in texts if text and not text.isdigit()]


def _paragraphs(stream: IO[bytes]) -> Iterator[str]:
    """Yield the text of each paragraph and of each row of a table, in order."""
    collector = _Collector()
    events = ElementTree.iterparse(  # noqa: S314 - entities were refused before
        stream, events=("start", "end")
    )
    for event, element in events:
        name = element.tag.rpartition("}")[2]
        if event == "start":
            collector.open(name)
        elif (text := collector.close(name, element)) is not None:
            yield text
            element.clear()


class _Collector:
    """Puts texts together: a row, cell or paragraph takes what ends within it.

    Tracked deletions and field codes have elements of their own and stay out.
    """

    def __init__(self) -> None:
        self._open: list[tuple[str, list[str]]] = []
        self._passed_over = 0

    def open(self, name: str) -> None:
        if name in _PASSED_OVER:
            self._passed_over += 1
        elif name in _JOINERS and not self._passed_over:
            self._open.append((name, []))

    def close(self, name: str, element: ElementTree.Element) -> str | None:
        """Return a text that is complete and stands in nothing else."""
        if name in _PASSED_OVER:
            self._passed_over -= 1
        elif self._passed_over:
            return None
        elif name in _JOINERS:
            return self._close_block(name)
        elif self._open and (text := _text_of(name, element)):
            self._open[-1][1].append(text)
        return None

    def _close_block(self, name: str) -> str | None:
        _, texts = self._open.pop()
        text = _JOINERS[name].join(texts)
        if not self._open:
            return text
        outer, outer_texts = self._open[-1]
        if outer == "p":
            # A text box stands within a paragraph, but is none of its sentences.
            text = f"\n{text}\n"
        if text or outer == "tr":
            outer_texts.append(text)
        return None


def _text_of(name: str, element: ElementTree.Element) -> str:
    return element.text or "" if name == "t" else _SIGNS.get(name, "")


def _title(archive: zipfile.ZipFile) -> str:
    if _PROPERTIES not in archive.namelist():
        return ""
    properties = archive.read(_PROPERTIES)
    root = ElementTree.fromstring(properties)  # noqa: S314 - as above
    titles = (each.text for each in root.iter() if each.tag.endswith("}title"))
    return next(titles, None) or ""


EXTRACTOR = Word()
