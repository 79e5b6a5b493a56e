"""Office documents with a text layer, read by kreuzberg's native parsers."""

from __future__ import annotations

from typing import Any

import kreuzberg
from kreuzberg import ExtractionConfig
from kreuzberg.exceptions import KreuzbergError

from core.extraction import kinds
from core.extraction.extractors.base import Context, Draft, Source, damaged
from core.extraction.result import ExtractionFailed, FailureCode

_PASSWORD_WORDS = ("password", "encrypt")


class Office:
    """Reads word processor files, spreadsheets and presentations."""

    name = "kreuzberg"

    def extract(self, source: Source, context: Context) -> Draft:
        result = read_natively(source)
        title = result.metadata.get("title")
        # The parser of RTF leaves control words in its metadata.
        known = isinstance(title, str) and source.kind is not kinds.RTF
        return Draft(text=_with_letterhead(result), title=title if known else "")


def read_natively(source: Source) -> Any:
    """Return kreuzberg's result; raise `damaged` or `encrypted` where it refuses."""
    try:
        return kreuzberg.extract_file_sync(
            source.path, mime_type=source.kind.media_type, config=_config()
        )
    except (KreuzbergError, RuntimeError, ValueError) as error:
        raise _failure(error) from error


def _config() -> ExtractionConfig:
    """Return the settings: no cache on disk, no files in files."""
    config = ExtractionConfig(
        use_cache=False,
        enable_quality_processing=False,
        include_document_structure=True,
    )
    config.max_archive_depth = 0
    return config


def _with_letterhead(result: Any) -> str:
    """Return the text, then headers and footers, which kreuzberg may leave out.

    The body comes first: its first line says what a document is.
    """
    nodes = (result.document or {}).get("nodes", [])
    edges = [*_layer(nodes, "header"), *_layer(nodes, "footer")]
    if _squeezed("".join(edges)) in _squeezed(result.content):
        return str(result.content)
    return "\n\n".join([result.content, *edges])


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _layer(nodes: list[dict[str, Any]], layer: str) -> list[str]:
    texts = (
        node["content"].get("text", "").strip()
        for node in nodes
        if node.get("content_layer") == layer
    )
    # A header repeats for first, odd and even pages; a bare number is a page's.
    return [text for text in dict.fromkeys(texts) if text and not text.isdigit()]


def _failure(error: Exception) -> ExtractionFailed:
    words = str(error).lower()
    if any(word in words for word in _PASSWORD_WORDS):
        return ExtractionFailed(FailureCode.ENCRYPTED)
    return damaged()


EXTRACTOR = Office()
