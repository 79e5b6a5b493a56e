"""Reading a version: its original goes through the sandboxed reader and becomes text."""

import datetime
import functools
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from core import metrics
from core.choices import ExtractionState, Language
from core.exceptions import ProductError
from core.extraction import (
    Extracted,
    ExtractionFailed,
    Fact,
    FactKind,
    FailureCode,
    Limits,
    Reader,
    WarningCode,
    explain,
    reference,
)
from core.models import Document, Extraction, Version
from core.services import decisions
from core.services.arrivals import attachments
from core.services.documents import TITLE_LENGTH, is_unnamed, safe_file_name
from core.services.storage import originals

OnPage = Callable[[int, int], None]


class UnreadableDocument(ProductError):
    """The file itself is the reason that nothing could be read."""

    code = "unreadable"
    status = 422


@functools.cache
def reader() -> Reader:
    """The reader of this process; its child starts with the first file."""
    return Reader(_limits())


@functools.cache
def quick_reader() -> Reader:
    """The reader for files that somebody waits for: what takes long is refused."""
    return Reader(replace(_limits(), seconds=20, ocr_pages=1, ocr_seconds=20))


def _limits() -> Limits:
    return Limits(file_bytes=settings.MAX_UPLOAD_BYTES)


def read_version(
    version: Version, *, guess_title: bool = False, on_page: OnPage | None = None
) -> Extraction:
    """Read a version's original once; a second call finds the text and does nothing.

    One that could not be read is tried again: people retry when the cause is gone.
    ``on_page(done, total)`` hears of each page that is recognised; what it raises ends the
    reading. Raises :class:`UnreadableDocument` after it recorded why the file cannot be read.
    """
    extraction = version.extraction
    if extraction.state != ExtractionState.DONE:
        _read(extraction, guess_title=guess_title, on_page=on_page)
    if extraction.state == ExtractionState.FAILED:
        raise UnreadableDocument(failure_text(extraction), code=extraction.failure_code)
    return extraction


def give_up(version: Version, code: FailureCode) -> None:
    """End a reading that will not come to its end, as a failure of the document."""
    extraction = version.extraction
    if extraction.state == ExtractionState.PENDING:
        _fail(extraction, ExtractionFailed(code))


def read_upload(file: File[bytes]) -> tuple[str, str]:
    """The text and the safe name of an upload that is not stored.

    Raises :class:`UnreadableDocument`.
    """
    name = safe_file_name(file.name or "")
    with tempfile.NamedTemporaryFile(prefix="unidoc-") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            extracted = quick_reader().read(Path(copy.name), file_name=name)
        except ExtractionFailed as failure:
            reason = explain(failure.code, failure.params, _language())
            raise UnreadableDocument(reason, code=str(failure.code)) from failure
    return extracted.text, name


def failure_text(extraction: Extraction) -> str:
    """Why a file could not be read and what to do, in the reader's language."""
    return explain(
        FailureCode(extraction.failure_code), extraction.failure_params, _language()
    )


def failure_cause(extraction: Extraction) -> str:
    """The first sentence of :func:`failure_text`: what is wrong, without what to do."""
    return failure_text(extraction).split(". ")[0].rstrip(".")


def warning_texts(extraction: Extraction) -> list[str]:
    """What of a file was not read, in the reader's language."""
    return [
        explain(WarningCode(one["code"]), one["params"], _language())
        for one in extraction.details.get("warnings", [])
    ]


class PagePlace(NamedTuple):
    """Where a page stands in the text, and how it was read: a ``PageSource``."""

    how: str
    start: int
    end: int


def page_places(extraction: Extraction) -> list[PagePlace]:
    """A place for each page, the first one first; none for what has no pages."""
    kept = extraction.details.get("pages", [])
    # Older readings kept their number alone.
    return [PagePlace(*place) for place in kept] if isinstance(kept, list) else []


@dataclass(frozen=True, slots=True)
class Cited:
    """The number and date that a text begins with: shown to people, trusted by nothing."""

    number: str = ""
    date: datetime.date | None = None


def cited_as(extraction: Extraction) -> Cited:
    """How others would cite a document, as far as its own text plainly says."""
    found = reference(
        [
            Fact(one["start"], one["end"], FactKind(one["kind"]), one["value"])
            for one in extraction.details.get("facts", [])
        ]
    )
    return Cited(
        number=found.number.value if found.number else "",
        date=datetime.date.fromisoformat(found.date.value) if found.date else None,
    )


def _read(extraction: Extraction, *, guess_title: bool, on_page: OnPage | None) -> None:
    version = extraction.version
    with tempfile.TemporaryDirectory(prefix="unidoc-") as folder:
        try:
            with originals.as_local_file(version.sha256) as path:
                extracted = reader().read(
                    path,
                    file_name=version.file_name,
                    attachments_to=Path(folder),
                    nesting=attachments.nesting_of(version.document),
                    on_progress=on_page,
                )
        except ExtractionFailed as failure:
            _fail(extraction, failure)
            return
        except originals.OriginalLost:
            _fail(extraction, ExtractionFailed(FailureCode.LOST))
            return
        _keep(extraction, extracted, guess_title=guess_title)


@transaction.atomic
def _keep(extraction: Extraction, extracted: Extracted, *, guess_title: bool) -> None:
    """Store what was read, and with it the files that came in a mail."""
    left_out = attachments.take_in(extraction.version, extracted.attachments)
    extracted = replace(extracted, warnings=(*extracted.warnings, *left_out))
    extraction.state = ExtractionState.DONE
    extraction.failure_code = ""
    extraction.failure_params = {}
    extraction.text = extracted.text
    extraction.language = Language(str(extracted.language))
    extraction.details = _details(extracted)
    extraction.read_at = timezone.now()
    _finish(extraction, title=extracted.title if guess_title else "")
    metrics.EXTRACTIONS.labels(kind=extracted.kind).inc()


def _fail(extraction: Extraction, failure: ExtractionFailed) -> None:
    extraction.state = ExtractionState.FAILED
    extraction.failure_code = str(failure.code)
    extraction.failure_params = dict(failure.params)
    _finish(extraction, title="")
    metrics.EXTRACTION_FAILURES.labels(reason=str(failure.code)).inc()


@transaction.atomic(savepoint=False)
def _finish(extraction: Extraction, *, title: str) -> None:
    """Store the result and project it onto the document, if the version is still current.

    The title is a guess: one that a person gave meanwhile stays.
    """
    # Without a join: see `access.lock_row`.
    rows = Document.objects.select_for_update()
    document = rows.get(pk=extraction.version.document_id)
    if document.current_version_id == extraction.version_id:
        document.current_version = extraction.version
        if title and is_unnamed(document, extraction.version):
            document.title = title[:TITLE_LENGTH]
        document.status = decisions.status_of(document)
        document.save(update_fields=["title", "status", "updated_at"])
    # Last: the database then stems title and text once, and not the text for each of them.
    extraction.save()


def _details(extracted: Extracted) -> dict[str, object]:
    return {
        "kind": extracted.kind,
        "media_type": extracted.media_type,
        "extractor": extracted.extractor,
        "encoding": extracted.encoding,
        "pages": [list(place) for place in _places(extracted)],
        "facts": [
            {"start": f.start, "end": f.end, "kind": str(f.kind), "value": f.value}
            for f in extracted.facts
        ],
        "warnings": [
            {"code": str(w.code), "params": dict(w.params)} for w in extracted.warnings
        ],
    }


def _places(extracted: Extracted) -> Iterator[PagePlace]:
    """Where each page stands in the text, in order: the text holds them one after another."""
    end = 0
    for page in extracted.pages:
        start = extracted.text.find(page.text, end)
        end = max(start, end) + len(page.text)
        yield PagePlace(str(page.source), end - len(page.text), end)


def _language() -> Literal["en", "ru"]:
    return "ru" if (get_language() or "").startswith("ru") else "en"
