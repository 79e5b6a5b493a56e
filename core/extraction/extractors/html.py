"""Web pages: decoded by their own word or by their letters, then stripped of markup."""

from __future__ import annotations

import codecs
import re

import kreuzberg
from kreuzberg import ExtractionConfig
from kreuzberg.exceptions import KreuzbergError

from core.extraction.encoding import Decoded, decode
from core.extraction.extractors.base import Context, Draft, Source, damaged

_HEAD_BYTES = 4096
_DECLARED = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)


class Html:
    """Reads the words of a page, without scripts and navigation."""

    name = "kreuzberg"

    def extract(self, source: Source, context: Context) -> Draft:
        decoded = decode_page(source.data)
        text, title = strip_markup(decoded.text)
        return Draft(
            text=text,
            title=title,
            encoding=decoded.encoding,
            warnings=decoded.warnings,
        )


def strip_markup(page: str) -> tuple[str, str]:
    """Return the text and the title of a decoded page."""
    config = ExtractionConfig(use_cache=False, enable_quality_processing=False)
    data = page.encode("utf-8", "replace")
    try:
        result = kreuzberg.extract_bytes_sync(data, "text/html", config=config)
    except (KreuzbergError, RuntimeError, ValueError) as error:
        raise damaged() from error
    title = result.metadata.get("title")
    return result.content, title if isinstance(title, str) else ""


def decode_page(data: bytes) -> Decoded:
    """Return the page by the encoding it declares, if that is true."""
    declared = _DECLARED.search(data[:_HEAD_BYTES])
    if declared is not None:
        name = declared.group(1).decode("ascii", "replace")
        try:
            encoding = codecs.lookup(name).name
            return Decoded(data.decode(encoding), encoding)
        except (LookupError, ValueError):
            return decode(data)
    return decode(data)


EXTRACTOR = Html()
