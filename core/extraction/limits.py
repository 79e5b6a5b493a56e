"""What one file may cost before reading it is given up."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file; every one of them ends in a typed failure.

    `seconds` is wall time without OCR; each page that goes through OCR may take
    `page_seconds` on top, up to `ocr_seconds` in all. `memory_bytes` bounds the
    address space of the child process, so it is about twice its resident size.
    """

    file_bytes: int = 100 * MEBIBYTE
    memory_bytes: int = 1024 * MEBIBYTE
    seconds: int = 60
    page_seconds: int = 30
    ocr_seconds: int = 1800
    pages: int = 2_000
    ocr_pages: int = 300
    pixels: int = 100_000_000
    unpacked_bytes: int = 300 * MEBIBYTE
    entries: int = 5_000
    text_chars: int = 5_000_000
    attachments: int = 100
    attachment_bytes: int = 100 * MEBIBYTE
    nesting: int = 3
    files_per_child: int = 200

    @property
    def longest_seconds(self) -> int:
        """Wall time after which no file can still be in work."""
        return self.seconds + self.ocr_seconds
