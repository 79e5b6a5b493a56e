"""The palette: find or do anything from the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.models import Project, User
from core.selectors.palette import Found, find_anything, find_target
from core.web.pages import actor, show, typed


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do: an address, or a control of the page by its CSS selector."""

    name: str
    icon: str
    href: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    words: str
    found: Found | None
    targets: list[Project]
    actions: list[Action]


@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """What fits the words; with ``only=projects``, where a document may go."""
    user = actor(request)
    words = typed(request.GET, "q", 200)
    if request.GET.get("only") == "projects":
        results = Results(words, None, find_target(user, words), [])
    else:
        actions = [one for one in _actions(user) if _fits(one.name, words)]
        results = Results(words, find_anything(user, words), [], actions)
    return show(request, "_palette.html", results)


def _fits(name: str, words: str) -> bool:
    return all(word in name.casefold() for word in words.casefold().split())


def _actions(user: User) -> list[Action]:
    actions = [
        Action(_("Upload files"), "upload", act="[data-upload]"),
        Action(_("Review"), "inbox", reverse("web:review")),
        Action(_("New project"), "plus", reverse("web:project-new")),
        Action(_("New task"), "plus", reverse("web:task-new")),
        Action(_("Documents"), "file-text", reverse("web:documents")),
        Action(_("Tasks"), "list-checks", reverse("web:tasks")),
        Action(_("Models"), "gauge", reverse("web:models")),
        Action(_("Live truth"), "gauge", reverse("web:live-truth")),
        Action(_("Drift"), "gauge", reverse("web:drift")),
        Action(_("Doubtful placements"), "eye", reverse("web:suspects")),
        Action(_("Notifications"), "bell", reverse("web:notifications")),
        Action(_("Light or dark"), "contrast", act="[data-theme-switch]"),
        Action(_("Profile"), "user", reverse("web:profile")),
    ]
    if user.is_staff:
        actions += [
            Action(_("Users"), "users", reverse("web:users")),
            Action(_("Audit log"), "scroll-text", reverse("web:audit")),
            Action(_("Jobs"), "server", reverse("web:jobs")),
        ]
    return actions
