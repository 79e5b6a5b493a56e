"""Giving an earlier version back as the newest one."""

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
    with originals.open_original(version.sha256) as original:
        return documents.add_version(
            actor=actor,
            document=document,
            incoming=documents.Incoming(
                File(original), version.file_name, version.media_type
            ),
            note=_("Version %(number)d restored") % {"number": version.number},
        )
