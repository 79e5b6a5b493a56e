"""Administration: users, the audit log, jobs, the system's state."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access
from core.choices import JobState
from core.models import AuditEvent, Inlet, Job, User
from core.selectors.administration import list_audit, list_inlets, list_jobs, list_users
from core.selectors.status import status
from core.services import jobs
from core.services.health import Readiness, readiness
from core.services.people import accounts
from core.spreadsheets import safe_cell
from core.web.forms.account import NewUserForm, UserForm
from core.web.forms.administration import AuditForm
from core.web.pages import actor, after, page_of, saved, show, typed

SHOWN = 50
MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class UsersPage:
    users: Page[User]
    words: str


@require_GET
def users(request: HttpRequest) -> HttpResponse:
    words = typed(request.GET, "q", 100)
    found = list_users(actor(request), words)
    page = UsersPage(page_of(request, found, SHOWN), words)
    return show(request, "administration/users.html", page)


@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    access.require_staff(user)
    form = NewUserForm(request.POST or None)

    def write(values: dict[str, Any]) -> object:
        fields = {name: values[name] for name in NewUserForm.Meta.fields}
        return accounts.create_user(
            actor=user, password=values["password1"], values=fields
        )

    if request.method == "POST" and saved(form, write):
        return after(request, _("The account is there."), "web:users")
    return show(request, "administration/user.html", form)


@require_http_methods(["GET", "POST"])
def edit_user(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    access.require_staff(user)
    found = access.access_any_user(user, pk)
    # A form writes into its object what was typed, fit or not: it gets a copy of its own.
    form = UserForm(request.POST or None, instance=access.access_any_user(user, pk))

    def write(values: dict[str, Any]) -> object:
        return accounts.update_user(actor=user, user=found, values=values)

    if request.method == "POST" and saved(form, write):
        return after(request, _("Saved."), "web:users")
    return show(request, "administration/user.html", form)


@dataclass(frozen=True, slots=True)
class AuditPage:
    form: AuditForm
    events: Page[AuditEvent]


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditForm(request.GET)
    events = list_audit(actor(request), form.wanted)
    page = AuditPage(form, page_of(request, events, SHOWN))
    return show(request, "administration/audit.html", page)


@require_GET
def export_audit(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered log as CSV, row by row."""
    events = list_audit(actor(request), AuditForm(request.GET).wanted)[:MOST_EXPORTED]
    lines = _csv_lines(events.iterator(chunk_size=1000))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"unidoc-audit-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """A file that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # spreadsheets take the file for UTF-8 by it
    yield writer.writerow(
        [
            "time",
            "who",
            "what",
            "object",
            "number",
            "project",
            "before",
            "after",
            "request",
        ]
    )
    for event in events:
        yield writer.writerow(map(safe_cell, _csv_row(event)))


def _csv_row(event: AuditEvent) -> list[str]:
    return [
        event.created_at.isoformat(),
        event.actor.username if event.actor else "",
        event.action,
        event.object_type,
        event.object_id,
        str(event.project_id or ""),
        json.dumps(event.before, ensure_ascii=False),
        json.dumps(event.after, ensure_ascii=False),
        event.request_id,
    ]


@dataclass(frozen=True, slots=True)
class JobsPage:
    jobs: Page[Job]
    state: str
    states: list[tuple[str, str]]


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    wanted = state if state in JobState.values else ""
    found = list_jobs(actor(request), wanted)
    states = [(value, str(label)) for value, label in JobState.choices]
    page = JobsPage(page_of(request, found, SHOWN), wanted, states)
    return show(request, "administration/jobs.html", page)


@require_POST
def retry_job(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    jobs.retry(actor=user, job=access.access_job(user, pk))
    return after(request, _("The job is queued again."), "web:jobs")


@require_POST
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    jobs.cancel(actor=user, job=access.access_job(user, pk))
    return after(request, _("The job is cancelled."), "web:jobs")


@dataclass(frozen=True, slots=True)
class SystemPage:
    readiness: Readiness
    counts: dict[str, Any]
    inlets: list[Inlet]


@require_GET
def system(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    inlets = list(list_inlets(user))
    page = SystemPage(readiness(), status(), inlets)
    return show(request, "administration/system.html", page)
