"""Plain texts: TXT, Markdown and CSV in any encoding Russian offices use."""

from __future__ import annotations

from core.extraction.encoding import decode
from core.extraction.extractors.base import Context, Draft, Source


class PlainText:
    """Reads texts as they are: markup and separators stay."""

    name = "plain"

    def extract(self, source: Source, context: Context) -> Draft:
        decoded = decode(source.data)
        return Draft(
            text=decoded.text, encoding=decoded.encoding, warnings=decoded.warnings
        )


EXTRACTOR = PlainText()
