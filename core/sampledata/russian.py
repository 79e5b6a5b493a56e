"""Russian forms: declined names, numbers and sums in words, dates."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Literal

Case = Literal["gen", "dat", "acc", "ins"]
Endings = tuple[tuple[str, tuple[str, str, str, str]], ...]

_CASES: tuple[Case, ...] = ("gen", "dat", "acc", "ins")

# (ending of the nominative, its genitive, dative, accusative, instrumental);
# the first ending that fits wins, a name that fits none does not decline.
_SURNAME_M: Endings = (
    ("ий", ("ого", "ому", "ого", "им")),
    ("ов", ("ова", "ову", "ова", "овым")),
    ("ев", ("ева", "еву", "ева", "евым")),
    ("ёв", ("ёва", "ёву", "ёва", "ёвым")),
    ("ин", ("ина", "ину", "ина", "иным")),
    ("ян", ("яна", "яну", "яна", "яном")),
    ("к", ("ка", "ку", "ка", "ком")),
)
_SURNAME_F: Endings = (
    ("ая", ("ой", "ой", "ую", "ой")),
    ("ова", ("овой", "овой", "ову", "овой")),
    ("ева", ("евой", "евой", "еву", "евой")),
    ("ёва", ("ёвой", "ёвой", "ёву", "ёвой")),
    ("ина", ("иной", "иной", "ину", "иной")),
)
_GIVEN_M: Endings = (
    ("Павел", ("Павла", "Павлу", "Павла", "Павлом")),
    ("Пётр", ("Петра", "Петру", "Петра", "Петром")),
    ("ья", ("ьи", "ье", "ью", "ьёй")),
    ("й", ("я", "ю", "я", "ем")),
    ("ь", ("я", "ю", "я", "ем")),
    ("а", ("ы", "е", "у", "ой")),
    ("", ("а", "у", "а", "ом")),
)
_GIVEN_F: Endings = (
    ("ия", ("ии", "ии", "ию", "ией")),
    ("я", ("и", "е", "ю", "ей")),
    ("га", ("ги", "ге", "гу", "гой")),
    ("а", ("ы", "е", "у", "ой")),
)
_PATRONYMIC_M: Endings = (
    ("Ильич", ("Ильича", "Ильичу", "Ильича", "Ильичом")),
    ("ич", ("ича", "ичу", "ича", "ичем")),
)
_PATRONYMIC_F: Endings = (("на", ("ны", "не", "ну", "ной")),)

_MASCULINE = (_SURNAME_M, _GIVEN_M, _PATRONYMIC_M)
_FEMININE = (_SURNAME_F, _GIVEN_F, _PATRONYMIC_F)

_MONTHS = (
    ("январь", "января"),
    ("февраль", "февраля"),
    ("март", "марта"),
    ("апрель", "апреля"),
    ("май", "мая"),
    ("июнь", "июня"),
    ("июль", "июля"),
    ("август", "августа"),
    ("сентябрь", "сентября"),
    ("октябрь", "октября"),
    ("ноябрь", "ноября"),
    ("декабрь", "декабря"),
)

_HOLIDAYS = frozenset({(1, day) for day in range(1, 9)}) | {
    (2, 23),
    (3, 8),
    (5, 1),
    (5, 9),
    (6, 12),
    (11, 4),
}

_ONES = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
]
_TEENS = [
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
_TENS = [
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
]
_HUNDREDS = [
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
]
_FEMININE_ONES = {"один": "одна", "два": "две"}


def is_feminine(full_name: str) -> bool:
    """Whether a "surname given-name patronymic" belongs to a woman."""
    return full_name.endswith("на")


@cache
def decline(full_name: str, case: Case) -> str:
    """A "surname given-name patronymic" in the case asked for."""
    tables = _FEMININE if is_feminine(full_name) else _MASCULINE
    parts = zip(full_name.split(), tables, strict=True)
    return " ".join(_inflect(part, table, case) for part, table in parts)


def _inflect(word: str, table: Endings, case: Case) -> str:
    for ending, forms in table:
        if word.endswith(ending):
            return word.removesuffix(ending) + forms[_CASES.index(case)]
    return word


def decline_role(role: str, case: Case) -> str:
    """A masculine party of a contract ("Заказчик", "Исполнитель") in a case."""
    soft = role.endswith("ь")
    endings = ("я", "ю", "я", "ем") if soft else ("а", "у", "а", "ом")
    return role.removesuffix("ь") + endings[_CASES.index(case)]


def initials(full_name: str) -> str:
    """Surname and initials: "Соколов А. В."."""
    surname, given, patronymic = full_name.split()
    return f"{surname} {given[0]}. {patronymic[0]}."


def plural(number: int, one: str, few: str, many: str) -> str:
    """The form of a noun that agrees with `number`."""
    if number % 100 in range(11, 15):
        return many
    if number % 10 == 1:
        return one
    return few if number % 10 in range(2, 5) else many


def in_words(number: int) -> str:
    """A number below a milliard in words, masculine: 1 -> "один"."""
    millions, rest = divmod(number, 1_000_000)
    thousands, units = divmod(rest, 1_000)
    words: list[str] = []
    if millions:
        words += [
            *_triple(millions),
            plural(millions, "миллион", "миллиона", "миллионов"),
        ]
    if thousands:
        feminine = [_FEMININE_ONES.get(word, word) for word in _triple(thousands)]
        words += [*feminine, plural(thousands, "тысяча", "тысячи", "тысяч")]
    return " ".join(words + _triple(units)) or "ноль"


def _triple(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if tens == 1:
        words = [_HUNDREDS[hundreds], _TEENS[ones]]
    else:
        words = [_HUNDREDS[hundreds], _TENS[tens], _ONES[ones]]
    return [word for word in words if word]


def money(kopecks: int) -> str:
    """125000050 -> "1 250 000,50"."""
    rubles, rest = divmod(kopecks, 100)
    return f"{rubles:,}".replace(",", " ") + f",{rest:02d}"


def money_in_words(kopecks: int) -> str:
    """250050 -> "Две тысячи пятьсот рублей 50 копеек"."""
    rubles, rest = divmod(kopecks, 100)
    noun = plural(rubles, "рубль", "рубля", "рублей")
    coin = plural(rest, "копейка", "копейки", "копеек")
    return f"{in_words(rubles).capitalize()} {noun} {rest:02d} {coin}"


def is_workday(day: date) -> bool:
    """Monday to Friday and not a Russian public holiday."""
    return day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS


def workday(day: date) -> date:
    """`day`, or the next workday when it is none."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def long_date(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1][1]} {day.year} г."


def short_date(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def month(day: date) -> str:
    """The month of a date, as in "за март 2026 г."."""
    return f"{_MONTHS[day.month - 1][0]} {day.year} г."
