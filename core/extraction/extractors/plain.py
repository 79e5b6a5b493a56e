"""Plain texts: TXT, Markdown and CSV in any encoding Russian offices use."""

from __future__ import annotations

from core.extraction.encoding import decode
from core.extraction.extractors.base import Context, Draft, Source

# The longest character of UTF-8; one more tells the pipeline that there is more.
_BYTES_PER_CHAR = 4


class PlainText:
    """Reads texts as they are: markup and separators stay."""

    name = "plain"

    def extract(self, source: Source, context: Context) -> Draft:
        with source.path.open("rb") as file:
            data = file.read((context.limits.text_chars + 1) * _BYTES_PER_CHAR)
        decoded = decode(data)
        return Draft(
            text=decoded.text, encoding=decoded.encoding, warnings=decoded.warnings
        )


EXTRACTOR = PlainText()
