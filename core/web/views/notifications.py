"""What concerns the reader: the bell's list, and where each entry leads."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import access
from core.choices import NotificationKind
from core.models import Notification
from core.selectors.notifications import list_notifications
from core.services.people import notifications
from core.web.pages import actor, after, page_of, show

ON_A_PAGE = 30
PLACES = {
    NotificationKind.PAUSED: "web:live-truth",
    NotificationKind.DRIFT: "web:drift",
}


@dataclass(frozen=True, slots=True)
class NotificationPage:
    rows: Page[Notification]
    unread: int


@require_GET
def notification_list(request: HttpRequest) -> HttpResponse:
    rows = page_of(request, list_notifications(actor(request)), ON_A_PAGE)
    page = NotificationPage(rows, sum(one.read_at is None for one in rows))
    return show(request, "notifications.html", page)


@require_GET
def notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what it is about; it counts as read from then on."""
    user = actor(request)
    told = access.access_notification(user, pk)
    notifications.read(actor=user, notification=told)
    return redirect(_place(told))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    notifications.read_all(actor=actor(request))
    return after(request, _("All are read."), "web:notifications")


def _place(told: Notification) -> str:
    if told.comment is not None:
        about = told.comment
        name, pk = (
            ("task", about.task_id)
            if about.task_id
            else ("document", about.document_id)
        )
        return f"{reverse(f'web:{name}', args=[pk])}#comment-{about.pk}"
    if told.task_id is not None:
        return reverse("web:task", args=[told.task_id])
    if told.model_id is not None and told.kind == NotificationKind.TRAINED:
        return reverse("web:model", args=[told.model_id])
    return reverse(PLACES.get(NotificationKind(told.kind), "web:models"))
