"""What reading a file gives: text with its pages, or a typed failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

Params = Mapping[str, str | int]


class FailureCode(StrEnum):
    """Why a file could not be read; stable, `messages.explain` has the sentences."""

    EMPTY_FILE = "empty_file"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    UNSUPPORTED_TYPE = "unsupported_type"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    ARCHIVE_BOMB = "archive_bomb"
    TOO_MANY_ENTRIES = "too_many_entries"
    UNSAFE_XML = "unsafe_xml"
    IMAGE_TOO_LARGE = "image_too_large"
    NO_TEXT = "no_text"
    CRASHED = "crashed"
    CANCELLED = "cancelled"
    LOST = "lost"


class WarningCode(StrEnum):
    """What a reader of the text should know; the text itself is usable."""

    OCR_MISSING = "ocr_missing"
    OCR_LANGUAGE_MISSING = "ocr_language_missing"
    OCR_FAILED = "ocr_failed"
    OCR_PAGE_LIMIT = "ocr_page_limit"
    PAGE_UNREADABLE = "page_unreadable"
    TEXT_CUT = "text_cut"
    ENCODING_GUESSED = "encoding_guessed"
    ATTACHMENTS_SKIPPED = "attachments_skipped"


class PageSource(StrEnum):
    """Where the text of a page comes from."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    BLANK = "blank"
    UNREAD = "unread"


class Language(StrEnum):
    """Language of a text as far as UniDoc tells languages apart."""

    RUSSIAN = "ru"
    ENGLISH = "en"
    MIXED = "mixed"
    OTHER = "other"


class FactKind(StrEnum):
    """What a fact is about."""

    DATE = "date"
    NUMBER = "number"


class ExtractionFailed(Exception):
    """The file has no usable text for the reason `code`; `params` fill its sentence.

    `detail` is for the operator's log alone: the last lines a crashed child wrote.
    """

    def __init__(
        self, code: FailureCode, params: Params | None = None, *, detail: str = ""
    ) -> None:
        self.code = code
        self.params: Params = dict(params or {})
        self.detail = detail
        super().__init__(f"{code} {dict(self.params)}" if self.params else str(code))


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something is missing from the text; `messages.explain` has the sentence."""

    code: WarningCode
    params: Params


@dataclass(frozen=True, slots=True)
class Page:
    """One page, slide or image frame; `number` counts from 1."""

    number: int
    text: str
    source: PageSource = PageSource.TEXT_LAYER


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside of a mail; `file_name` is the sender's word, never a path to use.

    `path` is where its bytes are, under a generated name; None if none were asked for.
    """

    file_name: str
    media_type: str
    size: int
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A date (ISO 8601) or document number at `text[start:end]`; shown, never trusted."""

    start: int
    end: int
    kind: FactKind
    value: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The readable content of one file, safe to store: NFC, no control characters."""

    text: str
    title: str
    language: Language
    kind: str
    media_type: str
    extractor: str
    pages: tuple[Page, ...] = ()
    encoding: str | None = None
    warnings: tuple[ReadWarning, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    facts: tuple[Fact, ...] = ()
