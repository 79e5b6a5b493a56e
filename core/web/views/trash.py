"""The trash: what is in it, taking it out, emptying it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.models import Document, Tombstone
from core.selectors import trash as selectors
from core.services import trash
from core.services.storage import purge
from core.web.pages import actor, after, page_of, show

SHOWN = 50
TOMBSTONES = 20


@dataclass(frozen=True, slots=True)
class TrashPage:
    documents: Page[Document]
    days: int
    tombstones: list[Tombstone]


@require_GET
def trash_page(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    tombstones = list(selectors.tombstones(user)[:TOMBSTONES]) if user.is_staff else []
    page = TrashPage(
        documents=page_of(request, selectors.trashed(user), SHOWN),
        days=settings.TRASH_RETENTION_DAYS,
        tombstones=tombstones,
    )
    return show(request, "documents/trash.html", page)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    document = trash.restore_document(actor=actor(request), pk=pk)
    request.session.pop("undo", None)  # it is undone
    message = _("“%(title)s” is back.") % {"title": document.title}
    return after(request, message, "web:document", pk)


@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    """Delete everything in the trash for good; a worker does it."""
    purge.enqueue(actor=actor(request))
    return after(request, _("The trash is being emptied."), "web:trash")
