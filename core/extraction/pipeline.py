"""From the bytes of a file to a finished result; runs inside of the child."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.extraction.detection import detect
from core.extraction.extractors.base import Context, Draft, Source
from core.extraction.extractors.registry import extractor_for
from core.extraction.facts import find_facts
from core.extraction.language import detect_language
from core.extraction.result import (
    Extracted,
    ExtractionFailed,
    FailureCode,
    Page,
    PageSource,
    ReadWarning,
    WarningCode,
)
from core.extraction.tidying import tidy
from core.extraction.title import guess_title


def extract(path: Path, file_name: str, context: Context) -> Extracted:
    """Return what is in the file at `path`, or raise `ExtractionFailed`."""
    kind = detect(path, file_name, context.limits)
    extractor = extractor_for(kind)
    draft = extractor.extract(Source(path, file_name, kind), context)
    draft = _cut(_tidied(draft), context.limits.text_chars)
    text = draft.text or "\n\n".join(page.text for page in draft.pages if page.text)
    if not text and not _has_unread_content(draft):
        raise ExtractionFailed(FailureCode.NO_TEXT)
    return Extracted(
        text=text,
        title=guess_title(draft.title, text, file_name),
        language=detect_language(text),
        kind=kind.name,
        media_type=kind.media_type,
        extractor=extractor.name,
        pages=draft.pages,
        encoding=draft.encoding,
        warnings=draft.warnings,
        attachments=draft.attachments,
        facts=find_facts(text),
    )


def _tidied(draft: Draft) -> Draft:
    pages = tuple(replace(page, text=tidy(page.text)) for page in draft.pages)
    return replace(draft, text=tidy(draft.text), pages=pages)


def _cut(draft: Draft, limit: int) -> Draft:
    """Keep the first `limit` characters and say so; a text that long is data."""
    pages = _first_chars(draft.pages, limit)
    if len(draft.text) <= limit and pages == draft.pages:
        return draft
    cut = ReadWarning(WarningCode.TEXT_CUT, {"limit_chars": limit})
    return replace(
        draft,
        text=draft.text[:limit],
        pages=pages,
        warnings=(*draft.warnings, cut),
    )


def _first_chars(pages: tuple[Page, ...], limit: int) -> tuple[Page, ...]:
    kept = []
    for page in pages:
        kept.append(replace(page, text=page.text[:limit]))
        limit -= len(kept[-1].text)
    return tuple(kept)


def _has_unread_content(draft: Draft) -> bool:
    """Tell whether the text is missing for a reason that a warning names."""
    return bool(draft.attachments) or any(
        page.source is PageSource.UNREAD for page in draft.pages
    )
