"""Many documents whose texts are known already, stored in a handful of statements."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from core.choices import DocumentStatus, ExtractionState, Language
from core.extraction.language import detect_language
from core.models import Decision, Document, Extraction, User, Version
from core.services.documents import media_type_of
from core.services.storage.originals import Original


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """A version to be: its text and the stored original that it was read from."""

    text: str
    file_name: str
    original: Original
    author: User
    title: str = ""
    note: str = ""
    created_at: datetime.datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """An unsaved document with its versions, oldest first, and who said where it belongs."""

    document: Document
    texts: Sequence[NewText]
    decision: Decision | None = None


@transaction.atomic
def store(items: Sequence[NewDocument]) -> None:
    """Save documents, versions, texts and decisions, and project the decisions."""
    for item in items:
        item.document.project = item.decision.project if item.decision else None
        item.document.status = _status(item.document)
    documents = Document.objects.bulk_create([item.document for item in items])
    versions = _store_versions(items)
    _store_decisions(items, versions)
    last_version = Version.objects.filter(document=OuterRef("pk")).order_by("-number")
    decision = Decision.objects.filter(document=OuterRef("pk"))
    Document.objects.filter(pk__in=[document.pk for document in documents]).update(
        current_version=Subquery(last_version.values("pk")[:1]),
        standing_decision=Subquery(decision.values("pk")[:1]),
    )


def _status(document: Document) -> DocumentStatus:
    return DocumentStatus.INBOX if document.project is None else DocumentStatus.FILED


def _store_versions(items: Sequence[NewDocument]) -> dict[int, Version]:
    """Every text as a version; returns the last one of each document by its id."""
    pairs = [
        (_version(item.document, number, text), text)
        for item in items
        for number, text in enumerate(item.texts, 1)
    ]
    saved = Version.objects.bulk_create(version for version, _text in pairs)
    Extraction.objects.bulk_create(
        _extraction(version, text) for version, text in pairs
    )
    return {version.document_id: version for version in saved}


def _store_decisions(
    items: Sequence[NewDocument], versions: Mapping[int, Version]
) -> None:
    made = []
    for item in items:
        if decision := item.decision:
            decision.document = item.document
            decision.version = versions[item.document.pk]
            made.append(decision)
    Decision.objects.bulk_create(made)


def _version(document: Document, number: int, text: NewText) -> Version:
    return Version(
        document=document,
        number=number,
        sha256=text.original.sha256,
        size=text.original.size,
        media_type=media_type_of(text.file_name),
        file_name=text.file_name,
        title=text.title,
        note=text.note,
        author=text.author,
        created_at=text.created_at,
    )


def _extraction(version: Version, text: NewText) -> Extraction:
    return Extraction(
        version=version,
        state=ExtractionState.DONE,
        text=text.text,
        language=Language(str(detect_language(text.text))),
        details={"extractor": "import"},
    )
