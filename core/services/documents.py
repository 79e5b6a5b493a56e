"""Documents and their versions: taking them in, having them read, naming them."""

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core import access
from core.choices import DocumentStatus, ExtractionState, JobKind, Role
from core.exceptions import Conflict, InvalidInput
from core.models import Document, Extraction, Job, Project, Task, User, Version
from core.services import audit, changes, decisions, jobs
from core.services.storage import originals

TITLE_LENGTH = 300
PLAIN_TEXT = "text/plain"
# The stem of a text's file name when nobody gave it one: it says nothing of its content.
UNNAMED = "text"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that come in under a name: a file, or a text as its UTF-8 bytes.

    ``original`` is what they are kept as, where that is known: else they are read for it.
    """

    content: File[bytes]
    file_name: str
    media_type: str
    original: originals.Original | None = None

    @classmethod
    def from_file(cls, file: File[bytes], name: str = "") -> "Incoming":
        name = safe_file_name(name or file.name or "")
        return cls(file, name, media_type_of(name))

    @classmethod
    def from_text(cls, text: str, title: str = "") -> "Incoming":
        name = safe_file_name(f"{title[:100] or UNNAMED}.txt")
        return cls(ContentFile(text.encode()), name, PLAIN_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """What a person says of a document when it comes in."""

    title: str = ""
    project: Project | None = None
    task: Task | None = None
    tags: Sequence[str] = ()
    note: str = ""
    # Names what it came from, for ways in that may offer it again; "" by hand.
    import_key: str = ""
    attached_to: Document | None = None


@transaction.atomic
def create_document(
    *, actor: User, incoming: Incoming, about: NewDocument | None = None
) -> Document:
    """Store an original as the first version of a new document and have it read."""
    about = about or NewDocument()
    if about.project is not None:
        decisions.require_may_file(actor, about.project)
    _check_task(about.task, about.project)
    document = Document.objects.create(
        title=about.title.strip()[:TITLE_LENGTH] or PurePath(incoming.file_name).stem,
        task=about.task,
        tags=clean_tags(about.tags),
        owner=actor,
        import_key=about.import_key or None,
        attached_to=about.attached_to,
    )
    version = _append_version(document, actor, incoming, about)
    audit.record(
        actor=actor,
        action="document.create",
        subject=document,
        project=about.project,
        after={"title": document.title, "sha256": version.sha256},
    )
    if about.project is not None:
        decisions.decide(actor=actor, document=document, project=about.project)
        document.refresh_from_db()
    params = {} if about.title.strip() else {"guess_title": True}
    jobs.enqueue(kind=JobKind.READ, actor=actor, version=version, params=params)
    return document


@transaction.atomic
def add_version(
    *, actor: User, document: Document, incoming: Incoming, note: str = ""
) -> Version:
    """Append the next version; the document keeps its place and is read again."""
    document = access.access_document(actor, document.pk, Role.EDITOR, lock=True)
    about = NewDocument(
        title=document.current_version.title if document.current_version else "",
        note=note,
    )
    version = _append_version(document, actor, incoming, about)
    document.status = DocumentStatus.PROCESSING
    document.save(update_fields=["status", "updated_at"])
    audit.record(
        actor=actor,
        action="version.create",
        subject=document,
        project=document.project,
        after={"version": version.number, "sha256": version.sha256},
    )
    jobs.enqueue(kind=JobKind.READ, actor=actor, version=version)
    return version


@transaction.atomic
def read_again(*, actor: User, document: Document) -> Job:
    """Have a document read once more that could not be read: what hindered it may be gone.

    Raises :class:`Conflict` for any other.
    """
    document = access.access_document(actor, document.pk, Role.EDITOR, lock=True)
    version = document.current_version
    if version is None or version.extraction.state == ExtractionState.DONE:
        raise Conflict(_("This document was read."), code="was-read")
    extraction = version.extraction
    if extraction.state == ExtractionState.PENDING:
        raise Conflict(_("This document is being read. Wait."), code="being-read")
    before = {"failure": extraction.failure_code}
    extraction.state = ExtractionState.PENDING
    extraction.failure_code, extraction.failure_params = "", {}
    extraction.save(update_fields=["state", "failure_code", "failure_params"])
    document.status = DocumentStatus.PROCESSING
    document.save(update_fields=["status", "updated_at"])
    audit.record(
        actor=actor,
        action="version.read-again",
        subject=document,
        project=document.project,
        before=before,
        after={"version": version.number},
    )
    params = {"guess_title": True} if is_unnamed(document, version) else {}
    return jobs.enqueue(kind=JobKind.READ, actor=actor, version=version, params=params)


@transaction.atomic
def update_document(
    *, actor: User, document: Document, values: Mapping[str, Any]
) -> Document:
    """Change the title, the tags or the linked task of a document."""
    document = access.access_document(actor, document.pk, Role.EDITOR, lock=True)
    _check_task(values.get("task"), document.project)
    cleaned = dict(values)
    if "title" in values:
        cleaned["title"] = _required_title(values["title"])
    if "tags" in values:
        cleaned["tags"] = clean_tags(values["tags"])
    changes.apply(
        actor=actor, subject=document, values=cleaned, project=document.project
    )
    return document


def is_unnamed(document: Document, version: Version) -> bool:
    """Whether nobody has given it a title: it is called like its file."""
    return document.title == PurePath(version.file_name).stem


def clean_tags(tags: Sequence[str]) -> list[str]:
    """Tags without blanks and repetitions, in the order given."""
    cleaned = [" ".join(tag.split())[:64] for tag in tags]
    return list(dict.fromkeys(tag for tag in cleaned if tag))


def safe_file_name(name: str) -> str:
    """A file name without path, control characters or length to worry about.

    It is shown and offered for download; nothing is ever stored under it.
    """
    base = PurePath(name.replace("\\", "/")).name.replace("\0", "").strip()
    printable = "".join(c if c.isprintable() else " " for c in base).strip(". ")
    suffix = PurePath(printable).suffix[:20]
    return printable.removesuffix(suffix)[: 200 - len(suffix)] + suffix or "document"


def media_type_of(file_name: str) -> str:
    return mimetypes.guess_type(file_name)[0] or "application/octet-stream"


def _append_version(
    document: Document, actor: User, incoming: Incoming, about: NewDocument
) -> Version:
    originals.hold()
    original = originals.store(incoming.content, incoming.original)
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        document=document,
        number=last + 1,
        sha256=original.sha256,
        size=original.size,
        media_type=incoming.media_type,
        file_name=incoming.file_name,
        title=about.title.strip()[:TITLE_LENGTH],
        note=about.note.strip()[:500],
        author=actor,
    )
    Extraction.objects.create(version=version)
    document.current_version = version
    document.save(update_fields=["current_version", "updated_at"])
    return version


def _check_task(task: Task | None, project: Project | None) -> None:
    if task is not None and task.project_id != getattr(project, "pk", None):
        raise InvalidInput.of(
            "task", _("The task belongs to another project than the document.")
        )


def _required_title(title: str) -> str:
    cleaned = title.strip()[:TITLE_LENGTH]
    if not cleaned:
        raise InvalidInput.of("title", _("A document needs a title."))
    return cleaned
