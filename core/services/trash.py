"""Taking documents out of the trash again."""

from django.db import transaction

from core import access
from core.choices import Role
from core.models import Document, User
from core.services import audit


@transaction.atomic
def restore_document(*, actor: User, pk: object) -> Document:
    """Give a trashed document back to where it was."""
    document = access.access_trashed_document(actor, pk, Role.EDITOR)
    document.trashed_at = None
    document.save(update_fields=["trashed_at", "updated_at"])
    audit.record(
        actor=actor,
        action="document.restore",
        subject=document,
        project=document.project,
        after={"title": document.title},
    )
    return document
