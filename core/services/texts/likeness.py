"""A document that is nearly the same as a stored one: its next version, or another thing."""

from django.db import transaction
from django.utils.translation import gettext as _

from core import access
from core.choices import Role
from core.exceptions import Conflict
from core.models import Document, Unlike, User, Version
from core.selectors import likeness
from core.services import audit, trash, versions


@transaction.atomic
def accept(*, actor: User, document: Document, other: Document) -> Version:
    """Make ``document`` the next version of ``other``, and put what it was into the trash.

    Raises :class:`Conflict` unless it was offered.
    """
    access.lock_row(Document.objects.all(), other.pk)  # the lower id: it is older
    document = access.access_document(actor, document.pk, Role.EDITOR, lock=True)
    _require_offered(actor, document, other)
    came = document.current_version
    assert came is not None  # noqa: S101 - else it would not have been offered
    note = _("Came in as document %(number)d") % {"number": document.pk}
    version = versions.add_copy(actor=actor, document=other, version=came, note=note)
    trash.trash_document(actor=actor, document=document)
    return version


@transaction.atomic
def decline(*, actor: User, document: Document, other: Document) -> None:
    """Remember that ``document`` is no version of ``other``; it is not offered again."""
    document = access.access_document(actor, document.pk, Role.EDITOR, lock=True)
    _unlike, created = Unlike.objects.get_or_create(
        document=document, other=other, defaults={"said_by": actor}
    )
    if created:
        audit.record(
            actor=actor,
            action="document.unlike",
            subject=document,
            project=document.project,
            after={"other": other.pk},
        )


def _require_offered(actor: User, document: Document, other: Document) -> None:
    offered = {one.document for one in likeness.offers(actor, document)}
    if other.pk not in offered:
        raise Conflict(
            _("The two are not alike, or one of them has changed."), code="not-alike"
        )
