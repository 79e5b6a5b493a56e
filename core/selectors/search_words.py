"""What people type into a search, and the question to the index that it means.

``word`` in any of its forms, ``"words one after another"``, ``begin*``, ``-not this``, and
``this OR that``, which parts more than a blank does: ``a b or c`` is ``(a b) or c``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import Any, Literal

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchQuery,
)

CONFIG = "russian"
Query = SearchQuery | CombinedSearchQuery

_TERM = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_PREFIX = re.compile(r"[\w-]{2,}\*+")
_ALTERNATIVES = frozenset({"or", "или"})
_FOLDED = str.maketrans("ёЁ_", "еЕ ")


@dataclass(frozen=True, slots=True)
class Term:
    """A part of what was typed."""

    text: str
    kind: Literal["word", "phrase", "prefix", "or"] = "word"
    is_excluded: bool = False


def terms_of(typed: str) -> list[Term]:
    """The parts of what was typed, in its order."""
    return [
        _term(match)
        for match in _TERM.finditer(typed.replace("\0", " "))
        if (match["phrase"] or match["word"] or "").strip()
    ]


def typed_as(terms: list[Term]) -> str:
    """Terms as a person would type them."""
    return " ".join(
        ("-" if term.is_excluded else "") + _FORMS[term.kind].format(term.text)
        for term in terms
    )


_FORMS = {"word": "{}", "phrase": '"{}"', "prefix": "{}*", "or": "{}"}


def question(terms: list[Term]) -> Query | None:
    """The terms as a query to the index; None for none."""
    if not terms:
        return None
    parts = [
        list(group)
        for is_or, group in groupby(terms, lambda term: term.kind == "or")
        if not is_or
    ]
    return _joined(operator.or_, [_all_of(part) for part in parts or [terms]])


def _all_of(terms: list[Term]) -> Query:
    return _joined(operator.and_, [_one(term) for term in terms])


def _joined(join: Callable[[Any, Any], Any], parts: list[Query]) -> Query:
    whole: Query = reduce(join, parts)
    return whole


def widened(terms: list[Term]) -> list[Term]:
    """The same with the last word only begun; so people type."""
    last = terms[-1] if terms else Term("")
    if last.kind != "word" or last.is_excluded or not _PREFIX.match(f"{last.text}*"):
        return terms
    return [*terms[:-1], Term(last.text, "prefix")]


def _term(match: re.Match[str]) -> Term:
    excluded = bool(match["minus"])
    if match["phrase"] is not None:
        return Term(match["phrase"].strip(), "phrase", excluded)
    word = match["word"]
    if word.casefold() in _ALTERNATIVES and not excluded:
        return Term(word, "or")
    if _PREFIX.fullmatch(word):
        return Term(word.rstrip("*"), "prefix", excluded)
    return Term(word, "word", excluded)


def _one(term: Term) -> Query:
    folded = term.text.translate(_FOLDED)
    if term.kind == "prefix":
        whole, stemmed = _beginnings(folded)
        return ~whole & ~stemmed if term.is_excluded else whole | stemmed
    kind = "phrase" if term.kind == "phrase" else "plain"
    query = SearchQuery(folded, config=CONFIG, search_type=kind)
    return ~query if term.is_excluded else query


def _beginnings(word: str) -> tuple[SearchQuery, SearchQuery]:
    """Stems that begin as typed; and those that begin as the stem of what was typed."""
    typed = re.sub(r"\W+", " ", word).strip().casefold()
    raw = " & ".join(f"'{part}':*" for part in typed.split()) or "''"
    plain = SearchQuery(raw, config="simple", search_type="raw")
    return plain, SearchQuery(raw, config=CONFIG, search_type="raw")
