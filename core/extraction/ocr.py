"""Text in pictures, by the Tesseract program if it is installed.

Its library within kreuzberg was tried first: with its usual page segmentation it
does not read what the program reads with `-l rus+eng`.
"""

from __future__ import annotations

import functools
import io
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from core.extraction.extractors.base import Context
from core.extraction.result import Page, PageSource, ReadWarning, WarningCode

_WANTED = ("rus", "eng")
_DPI = 300
# Screenshots and thumbnails: letters are too small for Tesseract below this.
_SMALL_SIDE = 1500


class OcrFailed(Exception):
    """One picture cannot be drawn, or Tesseract gave up on it."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A page to recognise; `draw` makes its picture when its turn comes."""

    number: int
    draw: Callable[[], Image.Image]


@functools.cache
def installed_languages() -> tuple[str, ...]:
    """Return which of the wanted languages Tesseract has here, () without Tesseract."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    listed = subprocess.run(  # noqa: S603 - a fixed command
        [program, "--list-langs"], capture_output=True, timeout=30, check=False
    )
    names = set(listed.stdout.decode("utf-8", "replace").split())
    return tuple(name for name in _WANTED if name in names)


def recognise(image: Image.Image, *, seconds: int) -> str:
    """Return the text in `image`; raise `OcrFailed` if Tesseract fails or takes longer."""
    command = ["tesseract", "stdin", "stdout", "-l", "+".join(installed_languages())]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            [*command, "--dpi", str(_DPI)],
            input=_as_bitmap(image),
            capture_output=True,
            timeout=seconds,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise OcrFailed from error
    return done.stdout.decode("utf-8", "replace")


def recognise_pages(
    scans: Sequence[Scan], context: Context
) -> tuple[dict[int, Page], tuple[ReadWarning, ...]]:
    """Return the recognised pages by number, and what to tell about the others.

    Pages that stay unread are there too, so that a reader knows of them.
    """
    total = len(scans)
    if not scans:
        return {}, ()
    if not installed_languages():
        missing = ReadWarning(WarningCode.OCR_MISSING, {"pages": total})
        return {scan.number: _unread(scan) for scan in scans}, (missing,)
    pages: dict[int, Page] = {}
    for done, scan in enumerate(scans):
        if done >= context.limits.ocr_pages:
            pages[scan.number] = _unread(scan)
            continue
        context.progress(done, total)
        pages[scan.number] = _recognised(scan, context.limits.page_seconds)
    return pages, _warnings(pages, total, context.limits.ocr_pages)


def _recognised(scan: Scan, seconds: int) -> Page:
    try:
        text = recognise(scan.draw(), seconds=seconds)
    except OcrFailed:
        return _unread(scan)
    return Page(scan.number, text, PageSource.OCR if text.strip() else PageSource.BLANK)


def _unread(scan: Scan) -> Page:
    return Page(scan.number, "", PageSource.UNREAD)


def _warnings(
    pages: dict[int, Page], total: int, limit: int
) -> tuple[ReadWarning, ...]:
    warnings = [
        ReadWarning(WarningCode.OCR_LANGUAGE_MISSING, {"language": name})
        for name in _WANTED
        if name not in installed_languages()
    ]
    beyond = max(0, total - limit)
    unread = sum(page.source is PageSource.UNREAD for page in pages.values())
    if beyond:
        params = {"pages": beyond, "limit": limit}
        warnings.append(ReadWarning(WarningCode.OCR_PAGE_LIMIT, params))
    if unread > beyond:
        failed = {"pages": unread - beyond}
        warnings.append(ReadWarning(WarningCode.OCR_FAILED, failed))
    return tuple(warnings)


def _as_bitmap(image: Image.Image) -> bytes:
    """Return grey PNM: nothing to compress here, nothing to decompress there."""
    grey = image.convert("L")
    if max(grey.size) < _SMALL_SIDE:
        grey = grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    grey.save(buffer, "PPM")
    return buffer.getvalue()
