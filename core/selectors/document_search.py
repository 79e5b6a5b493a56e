"""Finding documents: what a list is narrowed to, and in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Left

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

ORDERS: Mapping[str, Sequence[str]] = {
    "-created": ("-id",),
    "created": ("id",),
    "-updated": ("-updated_at", "-id"),
    "title": ("title", "id"),
    "-title": ("-title", "-id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list shows; an empty field narrows nothing."""

    words: str = ""
    state: str = ""
    project: int | None = None
    language: str = ""
    tag: str = ""
    owner: int | None = None
    order: str = "-created"


def find_documents(user: User, wanted: Wanted) -> QuerySet[Document]:
    """The documents that ``user`` may see and that fit, with a ``snippet`` each."""
    rows = list_documents(user).filter(_narrowed(wanted))
    if wanted.words:
        rows = search_documents(rows, wanted.words)
    return rows.annotate(snippet=_snippet(wanted.words)).order_by(
        *ORDERS.get(wanted.order, ORDERS["-created"])
    )


def _narrowed(wanted: Wanted) -> Q:
    condition = STATES.get(wanted.state, Q())
    if wanted.project is not None:
        condition &= Q(project=wanted.project)
    if wanted.owner is not None:
        condition &= Q(owner=wanted.owner)
    if wanted.language:
        condition &= Q(current_version__extraction__language=wanted.language)
    if wanted.tag:
        condition &= Q(tags__contains=[wanted.tag])
    return condition


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
