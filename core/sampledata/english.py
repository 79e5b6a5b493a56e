"""English forms: numbers and sums in words, dates."""

from __future__ import annotations

from datetime import date

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = [
    "zero",
    "ten",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def in_words(number: int) -> str:
    """A number below a billion in words: 1250 -> "one thousand two hundred and fifty"."""
    for size, noun in ((1_000_000, "million"), (1_000, "thousand")):
        if number >= size:
            head, rest = divmod(number, size)
            return _join(f"{in_words(head)} {noun}", rest)
    if number >= 100:
        head, rest = divmod(number, 100)
        return _join(f"{_SMALL[head]} hundred", rest)
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")


def _join(head: str, rest: int) -> str:
    if not rest:
        return head
    return f"{head} {'and ' if rest < 100 else ''}{in_words(rest)}"


def money(cents: int) -> str:
    """125000050 -> "1,250,000.50"."""
    return f"{cents / 100:,.2f}"


def money_in_words(cents: int) -> str:
    """250050 -> "two thousand five hundred euros and 50 cents"."""
    euros, rest = divmod(cents, 100)
    tail = f" and {rest:02d} cents" if rest else ""
    return f"{in_words(euros)} euros{tail}"


def long_date(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"
