"""The full-text search: ranked, bounded, and never more than its reader may see.

The cost of a search grows with its page, not with the archive: of very many matches the
newest :data:`MOST` are ranked, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    Expression,
    F,
    Func,
    Max,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left

from core import access
from core.models import Document, SearchEntry, User
from core.selectors.document_search import ORDERS, Wanted, narrowed
from core.selectors.documents import list_documents
from core.selectors.search_words import Query, question, terms_of, widened

MOST = 500
# How many ids are looked through at first, and how many times as many at most next.
FIRST_WINDOW = 8_000
LARGEST_STEP = 20
SNIPPET = 180
READ = 20_000
# What PostgreSQL puts around a hit: characters that no text has, so that the page can
# escape the snippet before it marks the hits.
HIT_START, HIT_END = "\ue000", "\ue001"
# The logarithm of a document's length divides its rank.
BY_LENGTH = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search. ``total`` counts no further than :data:`MOST` with words."""

    documents: Sequence[Document]
    total: int
    has_more: bool
    is_bounded: bool = False
    is_widened: bool = False


def matching_documents(user: User, wanted: Wanted) -> QuerySet[Document]:
    """All documents that ``user`` may see and that fit, however many."""
    rows = access.visible_documents(user).filter(narrowed(wanted))
    return with_words(rows, wanted.words) if wanted.words else rows


def with_words(documents: QuerySet[Document], words: str) -> QuerySet[Document]:
    """Those whose title or text has ``words``, in any of their Russian or English forms."""
    query = question(terms_of(words))
    return documents if query is None else documents.filter(search_entry__stems=query)


def search(user: User, wanted: Wanted, start: int, size: int) -> Found:
    """Documents ``start`` to ``start + size`` of what ``user`` may see and that fits.

    Where no word is found as it is typed, the last one counts as a beginning.
    """
    terms = terms_of(wanted.words)
    query = question(terms)
    if query is None:
        return _listed(user, wanted, start, size)
    found = newest(user, wanted, query)
    longer = widened(terms)
    is_widened = not found and longer != terms
    if is_widened:
        query = question(longer)
        assert query is not None  # noqa: S101 - it has as many terms as before
        found = newest(user, wanted, query)
    best = _best(wanted, query, found[:MOST])
    return Found(
        documents=_rows(user, query, best[start : start + size]),
        total=len(best),
        has_more=len(best) > start + size,
        is_bounded=len(found) > MOST,
        is_widened=is_widened and bool(found),
    )


def newest(user: User, wanted: Wanted, query: Query, most: int = MOST) -> list[int]:
    """Ids of the newest matches, the newest first: ``most`` of them, and one if there are more.

    The index names the matches of a window of documents (migration ``0021_search_windows``);
    one after another, from the newest, is then looked at with rights and filters. Older
    windows follow until there are enough, each as large as the last one makes believe.
    """
    seen = access.documents_seen_now(user)
    if not user.is_staff and not _are_any(seen, wanted):
        return []
    one = seen.filter(narrowed(wanted), pk=RawSQL("matched.id", ()))
    try:
        question_sql, typed = _sql_of(query)
        one_sql, asked = one.values_list("pk")[:1].query.sql_with_params()
    except EmptyResultSet:
        return []
    sql = _NEWEST.format(question=question_sql, one=one_sql)
    found: list[int] = []
    with connection.cursor() as cursor:
        upto, size = _newest_id(), FIRST_WINDOW
        while upto > 0 and (missing := most + 1 - len(found)) > 0:
            window = (upto - size, upto)
            cursor.execute(sql, [*typed, *window, *asked, missing])
            more = [pk for (pk,) in cursor.fetchall()]
            found += more
            upto, size = upto - size, _next_size(size, len(more), missing)
    return found


def _newest_id() -> int:
    return SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def _next_size(size: int, found: int, missing: int) -> int:
    """How many older ids are likely to hold the rest, with something to spare."""
    times = 1.2 * (missing - found) / max(found, 1)
    return int(size * min(max(times, 1), LARGEST_STEP))


def _are_any(seen: QuerySet[Document], wanted: Wanted) -> bool:
    """Whether there is anything to search in: quick to know, and often the whole answer."""
    if wanted.project is not None:
        seen = seen.filter(project=wanted.project)
    return seen.exists()


# Both parts are Django's own SQL; what people typed is in the parameters.
_NEWEST = """
SELECT matched.id FROM (
    SELECT id FROM unidoc_matches({question}, %s, %s) AS id ORDER BY id DESC
) AS matched CROSS JOIN LATERAL ({one}) AS fitting ORDER BY matched.id DESC LIMIT %s
"""


def _sql_of(query: Query) -> tuple[str, Sequence[Any]]:
    source = SearchEntry.objects.all().query
    compiler = source.get_compiler(connection=connection)
    sql, params = compiler.compile(query.resolve_expression(source))
    return sql, params


def _listed(user: User, wanted: Wanted, start: int, size: int) -> Found:
    """A list without words: in its order, with the beginning of each text."""
    rows = list_documents(user).filter(narrowed(wanted))
    beginning = Left("current_version__extraction__text", SNIPPET)
    ordered = rows.annotate(snippet=beginning).order_by(
        *ORDERS.get(wanted.order, ORDERS["-created"])
    )
    page = list(ordered[start : start + size + 1])
    return Found(page[:size], rows.count(), len(page) > size)


def _best(wanted: Wanted, query: Query, found: list[int]) -> list[int]:
    """What was found in the order that is wanted; by rank unless another is named."""
    if wanted.order in ORDERS:
        rows = Document.objects.filter(pk__in=found).order_by(*ORDERS[wanted.order])
        return list(rows.values_list("pk", flat=True))
    ranked = SearchEntry.objects.filter(pk__in=found).annotate(
        rank=SearchRank(F("stems"), query, normalization=BY_LENGTH)
    )
    return list(ranked.order_by("-rank", "-pk").values_list("pk", flat=True))


def _rows(user: User, query: Query, page: list[int]) -> list[Document]:
    """The documents of one page, with what was found in them."""
    text = Left("current_version__extraction__text", READ)
    rows = list_documents(user).annotate(
        rank=SearchRank(F("search_entry__stems"), query, normalization=BY_LENGTH),
        snippet=_marked(text, query, "MaxWords=28, MinWords=12"),
        marked_title=_marked(F("title"), query, "HighlightAll=true"),
    )
    shown: Mapping[int, Document] = rows.in_bulk(page)
    return [shown[pk] for pk in page if pk in shown]


def _marked(text: Expression | F, query: Query, options: str) -> Func:
    return Func(
        text,
        query,
        Value(options),
        function="unidoc_snippet",
        output_field=TextField(),
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a snippet: found, or around what was found."""

    text: str
    is_hit: bool


def pieces(marked: str) -> list[Piece]:
    """A marked text in its pieces, for those who draw the marks themselves."""
    found = []
    for n, part in enumerate(marked.replace(HIT_END, HIT_START).split(HIT_START)):
        if part:
            found.append(Piece(part, n % 2 == 1))
    return found
