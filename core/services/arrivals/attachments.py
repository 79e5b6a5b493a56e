"""The files that came in a mail: documents of their own, linked to the mail's document."""

from collections.abc import Iterator, Sequence

from django.core.files.base import File
from django.db.models import Q

from core import access
from core.extraction import Attachment, ReadWarning, WarningCode
from core.models import Document, Project, Version
from core.services.arrivals import intake
from core.services.documents import Incoming, NewDocument

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
    if not attachments:
        return []
    mail = version.document
    room = max(0, MOST - _count_inside(_outermost(mail)))
    about = NewDocument(project=_place(mail), attached_to=mail)
    for attachment in attachments[:room]:
        _take(mail, attachment, about)
    left_out = len(attachments) - room
    if left_out <= 0:
        return []
    return [ReadWarning(WarningCode.ATTACHMENTS_SKIPPED, {"attachments": left_out})]


def _take(mail: Document, attachment: Attachment, about: NewDocument) -> None:
    assert attachment.path is not None  # noqa: S101 - the reader was given a folder
    with attachment.path.open("rb") as content:
        intake.take_once(
            actor=mail.owner,
            source=f"mail:{mail.pk}:{attachment.file_name}",
            incoming=Incoming.from_file(File(content), attachment.file_name),
            about=about,
        )


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
