"""The files that came in a mail: documents of their own, linked to the mail's document."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.core.files.base import File
from django.db.models import Q

from core import access
from core.extraction import Attachment, ReadWarning, WarningCode
from core.models import Document, Project, Version
from core.services.arrivals import intake
from core.services.documents import Incoming, NewDocument
from core.services.storage.originals import Original, digest_of

# In one mail, those of the mails inside of it included.
MOST = 200


def nesting_of(document: Document) -> int:
    """In how many mails a document lies, one inside of the other."""
    return sum(1 for _mail in _mails_around(document))


def take_in(version: Version, attachments: Sequence[Attachment]) -> list[ReadWarning]:
    """Make documents of a mail's attachments; call it in the transaction of its text.

    They come in as their mail did: for its owner, and into the project that a person put it
    in. A later version of the mail adds only what is new. Says what was left out.
    """
    mail = version.document
    new = _new(mail, attachments)
    if not new:
        return []
    room = max(0, MOST - _count_inside(_outermost(mail)))
    about = NewDocument(project=_place(mail), attached_to=mail)
    for attachment, original in new[:room]:
        _take(mail, attachment, original, about)
    left_out = len(new) - room
    if left_out <= 0:
        return []
    return [ReadWarning(WarningCode.ATTACHMENTS_SKIPPED, {"attachments": left_out})]


def _new(
    mail: Document, attachments: Sequence[Attachment]
) -> list[tuple[Attachment, Original]]:
    """Those that no earlier version brought, with their digests: the others need no room."""
    by_key = {}
    for attachment in attachments:
        original = _original(attachment)
        key = intake.import_key(_source(mail, attachment), original.sha256)
        by_key[key] = attachment, original
    known = Document.objects.filter(import_key__in=by_key)
    keys = set(known.values_list("import_key", flat=True))
    return [one for key, one in by_key.items() if key not in keys]


def _original(attachment: Attachment) -> Original:
    with _opened(attachment) as content:
        return digest_of(content)


def _take(
    mail: Document, attachment: Attachment, original: Original, about: NewDocument
) -> None:
    with _opened(attachment) as content:
        incoming = Incoming.from_file(content, attachment.file_name)
        intake.take_once(
            actor=mail.owner,
            source=_source(mail, attachment),
            incoming=replace(incoming, original=original),
            about=about,
        )


def _source(mail: Document, attachment: Attachment) -> str:
    return f"mail:{mail.pk}:{attachment.file_name}"


def _opened(attachment: Attachment) -> File[bytes]:
    assert attachment.path is not None  # noqa: S101 - the reader was given a folder
    return File(attachment.path.open("rb"))


def _place(mail: Document) -> Project | None:
    standing = mail.standing_decision
    if standing is None or not standing.is_human or standing.project is None:
        return None
    allowed = access.may_file_into(mail.owner, standing.project)
    return standing.project if allowed else None


def _mails_around(document: Document) -> Iterator[Document]:
    mail = document.attached_to
    while mail is not None:
        yield mail
        mail = mail.attached_to


def _outermost(document: Document) -> Document:
    return [document, *_mails_around(document)][-1]


def _count_inside(mail: Document) -> int:
    inside = Q(attached_to=mail) | Q(attached_to__attached_to=mail)
    inside |= Q(attached_to__attached_to__attached_to=mail)
    return Document.objects.filter(inside).count()
