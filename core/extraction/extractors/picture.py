"""Pictures and scans as pictures: each frame is a page that goes through OCR."""

from __future__ import annotations

import struct
from functools import partial

from PIL import Image, ImageOps

from core.extraction.extractors.base import Context, Draft, Source, damaged
from core.extraction.limits import Limits
from core.extraction.ocr import OcrFailed, Scan, recognise_pages
from core.extraction.result import ExtractionFailed, FailureCode

# Sizes are checked against our own limit, before a pixel is unpacked.
Image.MAX_IMAGE_PIXELS = None
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "MPO")
_MEGA = 1_000_000
# What Pillow raises on damaged pictures.
BROKEN_PICTURE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    struct.error,
    EOFError,
    OverflowError,
    ZeroDivisionError,
)


class Picture:
    """Reads PNG, JPEG, TIFF with all its pages, and WebP."""

    name = "tesseract"

    def extract(self, source: Source, context: Context) -> Draft:
        try:
            with Image.open(source.path, formats=_FORMATS) as image:
                scans = _scans(image, context.limits)
                pages, warnings = recognise_pages(scans, context)
        except BROKEN_PICTURE as error:
            raise damaged() from error
        return Draft(pages=tuple(pages.values()), warnings=warnings)


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Raise `image_too_large` for a picture that would not fit into memory."""
    if width * height > limits.pixels:
        raise ExtractionFailed(
            FailureCode.IMAGE_TOO_LARGE,
            {
                "megapixels": -(-width * height // _MEGA),
                "limit": limits.pixels // _MEGA,
            },
        )


def _scans(image: Image.Image, limits: Limits) -> list[Scan]:
    check_pixels(*image.size, limits)
    image.load()
    # A photo in MPO and an animated WebP repeat one picture.
    frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    if frames > limits.pages:
        raise ExtractionFailed(
            FailureCode.TOO_MANY_PAGES, {"pages": frames, "limit": limits.pages}
        )
    return [Scan(i + 1, partial(_frame, image, i, limits)) for i in range(frames)]


def _frame(image: Image.Image, index: int, limits: Limits) -> Image.Image:
    try:
        if index:
            image.seek(index)
        check_pixels(*image.size, limits)
        return ImageOps.exif_transpose(image)
    except BROKEN_PICTURE as error:
        raise OcrFailed from error


EXTRACTOR = Picture()
