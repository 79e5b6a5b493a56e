"""Finding documents: what a list is narrowed to, and in which order."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Left

from core import access
from core.choices import DecisionSource, DocumentStatus, Outcome
from core.models import Document, User
from core.selectors.documents import list_documents, search_documents

SNIPPET = 180
# What PostgreSQL puts around a hit: characters that no text has, so that the page can
# escape the snippet before it marks the hits.
HIT_START, HIT_END = "\ue000", "\ue001"

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
    """What a list shows; an empty field narrows nothing. Days are inclusive, in UTC."""

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


def matching_documents(user: User, wanted: Wanted) -> QuerySet[Document]:
    """All documents that ``user`` may see and that fit."""
    return _matching(access.visible_documents(user), wanted)


def find_documents(user: User, wanted: Wanted) -> QuerySet[Document]:
    """The documents that ``user`` may see and that fit, with a ``snippet`` each."""
    rows = _matching(list_documents(user), wanted)
    return rows.annotate(snippet=_snippet(wanted.words)).order_by(
        *ORDERS.get(wanted.order, ORDERS["-created"])
    )


def _matching(rows: QuerySet[Document], wanted: Wanted) -> QuerySet[Document]:
    rows = rows.filter(_narrowed(wanted))
    return search_documents(rows, wanted.words) if wanted.words else rows


def _narrowed(wanted: Wanted) -> Q:
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
    if wanted.until:
        following = wanted.until + datetime.timedelta(days=1)
        condition &= Q(created_at__lt=_midnight(following))
    return condition


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _snippet(words: str) -> Left | SearchHeadline:
    if not words:
        return Left("current_version__extraction__text", SNIPPET)
    return SearchHeadline(
        Left("current_version__extraction__text", 20_000),
        SearchQuery(words, config="russian", search_type="websearch"),
        config=Value("russian"),
        start_sel=HIT_START,
        stop_sel=HIT_END,
        max_words=28,
        min_words=12,
    )
