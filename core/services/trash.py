"""Putting documents into the trash, and taking them out again."""

from django.db import transaction
from django.utils import timezone

from core import access
from core.choices import Role
from core.models import Document, User
from core.selectors.training_set import RESTORED, TRASHED
from core.services import audit


@transaction.atomic
def trash_document(*, actor: User, document: Document) -> None:
    """Put a document into the trash; its versions and decisions stay."""
    document = access.access_document(actor, document.pk, Role.EDITOR, lock=True)
    document.trashed_at = timezone.now()
    document.save(update_fields=["trashed_at", "updated_at"])
    audit.record(
        actor=actor,
        action=TRASHED,
        subject=document,
        project=document.project,
        before={"title": document.title},
    )


@transaction.atomic
def restore_document(*, actor: User, pk: object) -> Document:
    """Give a trashed document back to where it was."""
    document = access.access_trashed_document(actor, pk, Role.EDITOR)
    document.trashed_at = None
    document.save(update_fields=["trashed_at", "updated_at"])
    audit.record(
        actor=actor,
        action=RESTORED,
        subject=document,
        project=document.project,
        after={"title": document.title},
    )
    return document
