"""The contract between the pipeline and an extractor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, runtime_checkable

from core.extraction.kinds import Kind
from core.extraction.limits import Limits
from core.extraction.result import (
    Attachment,
    ExtractionFailed,
    FailureCode,
    Page,
    ReadWarning,
)


@dataclass(frozen=True)
class Source:
    """A file whose kind is known from its content; `kind` decides, not the name."""

    path: Path
    file_name: str
    kind: Kind

    @cached_property
    def data(self) -> bytes:
        return self.path.read_bytes()


@dataclass(frozen=True, slots=True)
class Context:
    """What an extractor may use: limits, a place for attachments, a progress report.

    `progress(done, total)` is called before each page that goes through OCR: it
    also gives that page its time.
    """

    limits: Limits
    progress: Callable[[int, int], None]
    attachments_to: Path | None = None
    nesting: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What an extractor found, as it found it; the pipeline tidies it.

    An extractor of paged documents leaves `text` empty: it is that of its pages.
    """

    text: str = ""
    pages: tuple[Page, ...] = ()
    title: str = ""
    encoding: str | None = None
    warnings: tuple[ReadWarning, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@runtime_checkable
class Extractor(Protocol):
    """Reads the kinds the registry gives to it."""

    name: str

    def extract(self, source: Source, context: Context) -> Draft:
        """Return what is in the file; raise `ExtractionFailed` with a typed reason."""
        ...


def damaged() -> ExtractionFailed:
    """Return the failure for content that its own library refuses."""
    return ExtractionFailed(FailureCode.DAMAGED)
