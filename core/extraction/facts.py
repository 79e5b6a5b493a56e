"""Dates and document numbers where a document states them plainly.

Plain means: a date that reads one way only, and a number that stands beside a date
("№ 114 от 03.02.2027") or, at the beginning, beside the name of a document ("Счёт № 7").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.extraction.result import Fact, FactKind

_SEARCHED_CHARS = 20_000
_BEGINNING_CHARS = 2_000
_MOST_FACTS = 200
_YEARS = range(1900, 2100)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("янв jan", "фев feb", "мар mar", "апр apr", "мая май may", "июн jun"),
            *("июл jul", "авг aug", "сен sep", "окт oct", "ноя nov", "дек dec"),
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>[а-я]{3,8}|[a-z]{3,9})\.?"
# The first letters of all months.
_MONTH_FIRST = (
    r"(?P<month>(?-i:[яфмаисондЯФМАИСОНДjfmasondJFMASOND])(?<!\w.)"
    r"(?:[а-я]{2,7}|[a-z]{2,8}))\.?"
)
_YEAR = r"(?P<year>\d{4})(?!\d)"
# A pattern that begins with known characters, and looks back from there, passes over all
# else quickly.
_FIRST_DIGIT = r"\d(?<![\d.,/-]\d)"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<day>{_FIRST_DIGIT}\d)\.(?P<month>\d\d)\.{_YEAR}(?!\.\d)",
        rf"(?P<day>{_FIRST_DIGIT}\d)\.(?P<month>\d\d)\.(?P<year>\d\d)(?![\d.]\d|\d)",
        rf"(?P<day>{_FIRST_DIGIT}\d?)/(?P<month>\d\d?)/{_YEAR}(?!/)",
        rf"(?P<year>{_FIRST_DIGIT}\d{{3}})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])",
        rf"(?P<day>\d(?<!\d\d)\d?)(?:st|nd|rd|th)?[»\"”]?\s{{1,3}}(?:of\s)?{_MONTH},?\s{{1,3}}{_YEAR}",
        rf"{_MONTH_FIRST}\s{{1,3}}(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s{{1,3}}{_YEAR}",
    )
)
_TOKEN = r"(?P<number>[\w][\w/\\.–-]{0,39})"  # noqa: S105 - a document's number
_SIGN = r"(?-i:[№#Nn])(?:(?<=[№#])|(?<!\w[Nn])(?:[oо]?\b\.?|umber\b)):?\s{0,3}"
_DATED = re.compile(
    rf"{_SIGN}{_TOKEN},?\s{{1,3}}(?:от|dated|of|from)\s{{1,3}}(?=[«\"“]?\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:договор|контракт|соглашение|сч[её]т|сч[её]т-фактура|акт|накладная|упд|приказ|"
    r"распоряжение|протокол|письмо|заявка|спецификация|отч[её]т|доверенность|"
    r"invoice|contract|agreement|order|act|letter|protocol|report|specification|"
    rf"minutes|bill|quotation|memo)\b[^\n№#]{{0,40}}?\s{_SIGN}{_TOKEN}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """How a document is cited: its number and date, each where it was found."""

    number: Fact | None
    date: Fact | None


def find_facts(text: str) -> tuple[Fact, ...]:
    """Return the plain dates and numbers at the beginning of `text`, in its order."""
    searched = text[:_SEARCHED_CHARS]
    facts = {*_dates(searched), *_numbers(searched)}
    ordered = sorted(facts, key=lambda fact: (fact.start, fact.end))
    return tuple(ordered[:_MOST_FACTS])


def reference(facts: Sequence[Fact]) -> Reference:
    """Return the first number, and the date beside it or else the first date."""
    number = next((fact for fact in facts if fact.kind is FactKind.NUMBER), None)
    dates = [fact for fact in facts if fact.kind is FactKind.DATE]
    beside = (each for each in dates if number and each.start >= number.end)
    return Reference(number, next(beside, dates[0] if dates else None))


def _dates(text: str) -> Iterator[Fact]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if (day := _as_date(match)) is not None:
                yield Fact(match.start(), match.end(), FactKind.DATE, day.isoformat())


def _as_date(match: re.Match[str]) -> date | None:
    day, month = int(match["day"]), _month(match["month"])
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    # 03/04/2027 is read differently on the two sides of the ocean.
    if "/" in match[0] and day <= 12 and day != month:
        return None
    if month is None or year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int | None:
    return int(word) if word.isdigit() else _MONTHS.get(word[:3].lower())


def _numbers(text: str) -> Iterator[Fact]:
    for match in (*_DATED.finditer(text), *_NAMED.finditer(text, 0, _BEGINNING_CHARS)):
        value = match["number"].rstrip(".-–/\\")
        if any(char.isdigit() for char in value):
            start = match.start("number")
            yield Fact(start, start + len(value), FactKind.NUMBER, value)
