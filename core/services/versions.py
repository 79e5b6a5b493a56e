"""Versions out of others: an earlier one given back, another document's made the next one."""

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core.exceptions import Conflict
from core.models import Document, User, Version
from core.services import documents
from core.services.storage import originals


@transaction.atomic
def restore_version(*, actor: User, document: Document, version: Version) -> Version:
    """Append a new version with the bytes of an earlier one; nothing is overwritten."""
    if version.pk == document.current_version_id:
        raise Conflict(_("This version is the current one already."), code="is-current")
    note = _("Version %(number)d restored") % {"number": version.number}
    return add_copy(actor=actor, document=document, version=version, note=note)


def add_copy(
    *, actor: User, document: Document, version: Version, note: str
) -> Version:
    """Append what another version holds, of this document or of any other."""
    original = originals.Original(version.sha256, version.size)
    with originals.open_original(version.sha256) as content:
        incoming = documents.Incoming(
            File(content), version.file_name, version.media_type, original
        )
        return documents.add_version(
            actor=actor, document=document, incoming=incoming, note=note
        )
