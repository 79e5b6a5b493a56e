"""What a list of documents is narrowed to, and in which order."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.choices import DecisionSource, DocumentStatus, Outcome

STATES: Mapping[str, Q] = {
    "waiting": Q(status=DocumentStatus.INBOX)
    & ~Q(standing_decision__outcome=Outcome.REJECTED),
    "machine": Q(
        status=DocumentStatus.FILED, standing_decision__source=DecisionSource.MACHINE
    ),
    "people": Q(status=DocumentStatus.FILED)
    & ~Q(standing_decision__source=DecisionSource.MACHINE),
    "rejected": Q(
        status=DocumentStatus.INBOX, standing_decision__outcome=Outcome.REJECTED
    ),
    "failed": Q(status=DocumentStatus.FAILED),
    "processing": Q(status=DocumentStatus.PROCESSING),
}

# Fields of Wanted that a column must equal.
EQUAL: Mapping[str, str] = {
    "status": "status",
    "outcome": "standing_decision__outcome",
    "project": "project",
    "task": "task",
    "language": "current_version__extraction__language",
    "owner": "owner",
}


def _named(*endings: str) -> Q:
    condition = Q()
    for ending in endings:
        condition |= Q(current_version__file_name__iendswith=f".{ending}")
    return condition


# Kinds of files, by the endings of their names.
KINDS: Mapping[str, Q] = {
    "pdf": _named("pdf"),
    "word": _named("docx", "doc", "odt", "rtf"),
    "sheet": _named("xlsx", "xls", "ods", "csv"),
    "slides": _named("pptx", "ppt", "odp"),
    "mail": _named("eml", "msg"),
    "picture": _named("png", "jpg", "jpeg", "tif", "tiff", "webp", "gif"),
    "text": _named("txt", "md", "html", "htm"),
}

ORDERS: Mapping[str, Sequence[str]] = {
    "-created": ("-id",),
    "created": ("id",),
    "-updated": ("-updated_at", "-id"),
    "title": ("title", "id"),
    "-title": ("-title", "-id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list shows; an empty field narrows nothing. Days are inclusive.

    They are days of the house's time zone, wherever the reader is: a worker that takes up a
    filter must find the same.
    """

    words: str = ""
    state: str = ""
    status: str = ""
    outcome: str = ""
    project: int | None = None
    task: int | None = None
    tag: str = ""
    language: str = ""
    kind: str = ""
    owner: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    order: str = ""

    def stored(self) -> dict[str, object]:
        """What narrows, JSON-ready."""
        return {
            name: str(value) if isinstance(value, datetime.date) else value
            for name, value in asdict(self).items()
            if value
        }

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> "Wanted":
        """What :meth:`stored` gave."""
        days = {
            name: datetime.date.fromisoformat(stored[name])
            for name in ("since", "until")
            if stored.get(name)
        }
        return cls(**{**stored, **days})

    @property
    def narrows(self) -> bool:
        return bool(self.stored().keys() - {"order"})


def narrowed(wanted: Wanted) -> Q:
    """The condition of everything but the words."""
    condition = STATES.get(wanted.state, Q()) & KINDS.get(wanted.kind, Q())
    equal = {
        lookup: getattr(wanted, name)
        for name, lookup in EQUAL.items()
        if getattr(wanted, name)
    }
    condition &= Q(**equal)
    if wanted.tag:
        condition &= Q(tags__contains=[wanted.tag])
    if wanted.since:
        condition &= Q(created_at__gte=_midnight(wanted.since))
    if wanted.until and wanted.until < datetime.date.max:
        following = wanted.until + datetime.timedelta(days=1)
        condition &= Q(created_at__lt=_midnight(following))
    return condition


def _midnight(day: datetime.date) -> datetime.datetime:
    start = datetime.datetime.combine(day, datetime.time())
    return timezone.make_aware(start, timezone.get_default_timezone())
