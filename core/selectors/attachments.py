"""A mail and what was attached to it, as far as the reader may see them."""

from dataclasses import dataclass

from django.db.models import Q

from core.models import Document, User, Version
from core.selectors.documents import list_documents

# The kinds of files that have attachments.
MAILS = {"eml", "msg"}


@dataclass(frozen=True, slots=True)
class Family:
    """The mail that a document came with, and the documents that came with it."""

    mail: Document | None
    attachments: list[Document]


def family(user: User, document: Document) -> Family:
    """In one query, the attachments in the order of the mail; most documents need none."""
    if document.attached_to_id is None and not _is_mail(document.current_version):
        return Family(None, [])
    near = Q(attached_to=document.pk) | Q(pk=document.attached_to_id)
    found = list(list_documents(user).filter(near).order_by("pk"))
    mail = next((one for one in found if one.pk == document.attached_to_id), None)
    return Family(mail, [one for one in found if one.attached_to_id == document.pk])


def _is_mail(version: Version | None) -> bool:
    return version is not None and version.extraction.details.get("kind") in MAILS
