"""What is in the trash, and what is left of what was."""

from django.db.models import QuerySet

from core import access
from core.models import Document, Tombstone, User
from core.selectors.documents import with_rows


def trashed(user: User) -> QuerySet[Document]:
    """What of the trash the reader may see, the last thrown away first."""
    return with_rows(access.trashed_documents(user)).order_by("-trashed_at", "-id")


def tombstones(user: User) -> QuerySet[Tombstone]:
    """Every purged document. Raises ``Forbidden`` for others than staff."""
    access.require_staff(user)
    rows = Tombstone.objects.select_related("project", "owner", "purged_by")
    return rows.prefetch_related("seen_by")
