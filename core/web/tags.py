"""Template tags and filters of the pages: ``{% load ui %}``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Protocol

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.forms import BoundField
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choices import Column, Language, TaskStatus
from core.models import AuditEvent, Document, Job, Notification, Task, User
from core.selectors.notifications import body_of, title_of
from core.selectors.search import HIT_END, HIT_START
from core.web import numbers
from core.web.states import State, state_of, why_failed

register = template.Library()


class Part(Protocol):
    """What a report says of a part of the documents."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


RECENT = datetime.timedelta(days=7)
A_MOMENT = datetime.timedelta(minutes=1)
SCALE = 300
# The page of what an audit event is about, by its type.
PAGES = {
    "batch": "web:batch",
    "document": "web:document",
    "project": "web:project",
    "task": "web:task",
    "trainedmodel": "web:model",
    "user": "web:user",
}
# Of a training, in their order.
STEPS = {
    "snapshot": gettext_lazy("collecting the documents"),
    "measure": gettext_lazy("measuring on held-out documents"),
    "test": gettext_lazy("testing"),
    "time order": gettext_lazy("testing in the order of time"),
    "later": gettext_lazy("testing in the order of time"),
    "fit": gettext_lazy("learning from all documents"),
    "gate": gettext_lazy("holding it against the champion"),
    "store": gettext_lazy("storing"),
    "save": gettext_lazy("saving"),
    "track": gettext_lazy("writing to MLflow"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture that says nothing to a screen reader: its button has the words."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
def mark(state: str) -> SafeString:
    """The shape of a state; the word always stands beside it."""
    return format_html(
        '<svg class="mark mark-{}" aria-hidden="true"><use href="{}#mark-{}"></use></svg>',
        state,
        static("web/icons.svg"),
        state,
    )


@register.filter
def hits(snippet: str) -> SafeString:
    """A search's snippet, escaped, with its hits marked."""
    marked = escape(" ".join(snippet.split()))
    return mark_safe(  # noqa: S308 - escaped in the line above
        marked.replace(HIT_START, "<mark>").replace(HIT_END, "</mark>")
    )


@register.filter
def after_title(snippet: str, title: str) -> str:
    """A text's beginning without the title that most texts begin with."""
    return " ".join(snippet.split()).removeprefix(title)


@register.inclusion_tag("web/_scale.html")
def scale(score: float, threshold: float) -> dict[str, object]:
    """A score as the length of a line, and the mark it must pass to file by itself."""
    full = max(score, threshold, 0.01) * 1.25
    return {
        "score": score,
        "threshold": threshold,
        "reached": round(max(score, 0.0) / full * SCALE, 1),
        "needed": round(max(threshold, 0.0) / full * SCALE, 1),
        "width": SCALE,
        "passed": score >= threshold,
    }


@register.simple_tag
def spark(share: float) -> SafeString:
    """A share as a short bar beside its number."""
    return format_html(
        '<svg class="spark" viewBox="0 0 90 8" aria-hidden="true">'
        '<rect class="bar-soft" width="90" height="8" rx="4"/>'
        '<rect class="bar" width="{}" height="8" rx="4"/></svg>',
        round(90 * share, 1),
    )


@register.filter
def told(notification: Notification) -> str:
    """What happened, in one line."""
    return title_of(notification)


@register.filter
def told_more(notification: Notification) -> str:
    return body_of(notification)


@register.filter
def as_shown(field: BoundField) -> SafeString:
    """What a field of a change form shows, to come back with the form."""
    return field.as_hidden(only_initial=True)


@register.filter
def opacity(share: float) -> str:
    """How strongly a cell of a matrix is drawn; never too faint to see."""
    return f"{0.18 + 0.82 * share:.2f}"


@register.filter
def state(document: Document) -> State:
    return state_of(document)


@register.filter
def reason(job: Job) -> str:
    return why_failed(job)


@register.filter
def number(value: float | int | None, decimals: int = 0) -> str:
    return numbers.number(value, decimals)


@register.filter
def column_name(column: str) -> str:
    """A column of the list of documents, as its head."""
    return str(Column(column).label)


@register.filter
def ending(file_name: str | None) -> str:
    """The ending of a file's name, as people say it: “PDF”."""
    return PurePath(file_name or "").suffix.lstrip(".").upper()


@register.filter
def percent(share: float | None, decimals: int = 0) -> str:
    return numbers.percent(share, decimals)


@register.filter
def size(value: int) -> str:
    return filesizeformat(value)


@register.filter
def ago(moment: datetime.datetime | None) -> SafeString | str:
    """“3 minutes ago”, or the date; the exact time on hover and for machines."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    exact = formats.date_format(local, "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        exact,
        _ago(local),
    )


@register.filter
def initials(user: User) -> str:
    words = user.display_name.split()
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.filter
def item(mapping: Mapping[Any, Any], key: object) -> Any:
    return mapping.get(key)


@register.filter
def overdue(day: datetime.date | None) -> bool:
    return day is not None and day < timezone.localdate()


def _ago(local: datetime.datetime) -> str:
    age = timezone.now() - local
    if age < A_MOMENT:
        return _("just now")
    if age < RECENT:
        return _("%(time)s ago") % {"time": timesince(local, depth=1)}
    this_year = local.year == timezone.localtime().year
    return formats.date_format(local, "j E" if this_year else "j E Y")


@register.filter
def changes(event: AuditEvent) -> list[tuple[str, str, str]]:
    """The fields that an audit event has changed: name, before, after."""
    names = dict.fromkeys([*event.before, *event.after])
    return [
        (name, _plain(event.before.get(name)), _plain(event.after.get(name)))
        for name in names
        if event.before.get(name) != event.after.get(name)
    ]


@register.filter
def page_about(event: AuditEvent) -> str:
    """The address of what an audit event is about; empty for what has no page."""
    page = PAGES.get(event.object_type)
    return reverse(page, args=[event.object_id]) if page else ""


@register.filter
def did(event: AuditEvent) -> str:
    """What somebody did to a task, as words."""
    if event.action == "task.create":
        return _("made the task")
    status = event.after.get("status")
    if status in TaskStatus.values and len(event.after) == 1:
        return _("moved it to “%(status)s”") % {"status": TaskStatus(status).label}
    fields = [_field_name(name) for name in event.after]
    return _("changed %(fields)s") % {"fields": ", ".join(fields)}


@register.filter
def step_name(step: str) -> str:
    """A step of a training as words."""
    return str(STEPS.get(step, step))


@register.filter
def worth_telling(seconds: Mapping[str, float]) -> list[tuple[str, float]]:
    """The steps of a training that took a tenth of a second or more, in their order."""
    order = list(STEPS)
    known = sorted(seconds, key=lambda name: order.index(name) if name in order else 99)
    return [(name, seconds[name]) for name in known if seconds[name] >= 0.05]


@register.filter
def slice_name(part: Part) -> str:
    """A part of the documents: a language, a length in characters, or the latest ones."""
    if part.kind == "language":
        known = dict(Language.choices)
        return str(known.get(part.name, part.name)) if part.name != "?" else "–"
    if part.kind == "time":
        share = numbers.percent(float(part.name))
        return _("the latest %(share)s, by a model of the earlier ones") % {
            "share": share
        }
    bounds = [numbers.number(int(bound)) for bound in part.name.rstrip("+").split("-")]
    more = "+" if part.name.endswith("+") else ""
    return _("%(characters)s characters") % {"characters": "–".join(bounds) + more}


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _field_name(name: str) -> str:
    try:
        return str(Task._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name
