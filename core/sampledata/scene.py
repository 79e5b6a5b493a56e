"""What a document is about: who, when, how much. Its text is filled from here."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.sampledata.people import DIRECTOR, Company, Person, companies, staff
from core.sampledata.phrases import Deck
from core.sampledata.russian import workday

Tongue = Literal["ru", "en"]

# Which units a line of an invoice counts in, and how many of them are usual.
_QUANTITY = {
    **dict.fromkeys(("услуга", "lot"), (1, 1)),
    **dict.fromkeys(("шт.", "pcs", "seat"), (1, 12)),
    **dict.fromkeys(("компл.", "set"), (1, 3)),
    **dict.fromkeys(("мес.", "month"), (1, 3)),
    **dict.fromkeys(("ч", "hour", "кг", "kg", "л"), (4, 48)),
    **dict.fromkeys(("м²", "m²", "м"), (12, 160)),
    **dict.fromkeys(("чел.", "person", "сут.", "day"), (2, 14)),
}

_DEALS = (
    ("lease", re.compile(r"^(суб)?аренд|^пролонг|lease")),
    ("supply", re.compile(r"поставк|^supply|delivery of|kits")),
    (
        "works",
        re.compile(
            r"^(монтаж|ремонт|устройств|окраск|укладк|прокладк|демонтаж|перенос роз)|installation"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an invoice; the price in kopecks or cents, tax included."""

    name: str
    unit: str
    quantity: int
    price: int

    @property
    def amount(self) -> int:
        return self.quantity * self.price


@dataclass(frozen=True, slots=True)
class Scene:
    language: Tongue
    day: date
    due: date
    past: date
    contract_day: date
    number: int
    reference: int
    company: Company
    team: tuple[Person, ...]
    subject: str
    subject_gen: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def deal(self) -> str:
        """The kind of contract that the subject makes it: lease, supply, works, service."""
        found = (name for name, pattern in _DEALS if pattern.search(self.subject))
        return next(found, "service")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where scenes are taken from: the language, the day, the people about."""

    language: Tongue
    day: date
    team: tuple[str, ...]
    companies: tuple[str, ...]


def scene(deck: Deck, setting: Setting, *, deal: bool) -> Scene:
    """A scene on the day of `setting`; with `deal` its subject suits the company."""
    rng, language, day = deck.rng, setting.language, setting.day
    company = _company(rng, setting, abroad=deal and language == "en")
    subject, _, subject_gen = deck.draw(
        "work", company.suits if deal else lambda _: True
    ).partition(" ~ ")
    return Scene(
        language=language,
        day=day,
        due=workday(day + timedelta(days=rng.randint(4, 40))),
        past=workday(day - timedelta(days=rng.randint(3, 30))),
        contract_day=workday(day - timedelta(days=rng.randint(31, 300))),
        number=rng.randint(3, 980),
        reference=rng.randint(3, 340),
        company=company,
        team=_team(rng, setting),
        subject=subject,
        subject_gen=subject_gen or subject,
        lines=tuple(_lines(deck, company)),
    )


def _company(rng: random.Random, setting: Setting, *, abroad: bool) -> Company:
    """One of the companies, the first ones more often."""
    known = [companies()[key] for key in setting.companies]
    able = [company for company in known if company.speaks(setting.language)]
    if abroad:
        able = [company for company in able if company.abroad] or able
    weights = [(place + 1) ** -1.3 for place in range(len(able))]
    return rng.choices(able, weights)[0]


def _team(rng: random.Random, setting: Setting) -> tuple[Person, ...]:
    """Four different people, filled up from the whole staff where the team is small."""
    able = [
        name
        for name, person in staff().items()
        if person.speaks(setting.language) and name != DIRECTOR
    ]
    team = [name for name in setting.team if name in able]
    others = [name for name in able if name not in team]
    chosen = rng.sample(team, min(4, len(team)))
    if rng.random() < 0.35:
        chosen[-1] = rng.choice(others)
    spare = rng.sample([name for name in others if name not in chosen], 4)
    return tuple(staff()[name] for name in (chosen + spare)[:4])


def _lines(deck: Deck, company: Company) -> Iterator[Line]:
    """One to five lines, no more than the company deals in."""
    for place in range(deck.rng.choice((1, 2, 2, 3, 3, 4, 5))):
        if place == 0 or deck.has("item", company.suits):
            yield _line(deck, company)


def _line(deck: Deck, company: Company) -> Line:
    name, unit, price = deck.draw("item", company.suits).split(" ~ ")
    low, high = (int(bound) for bound in price.split("-"))
    step = 50 if high > 1000 else 5 if high > 100 else 1
    units = _QUANTITY[unit]
    return Line(
        name=deck.expand(name),
        unit=unit,
        quantity=deck.rng.randint(*units),
        price=deck.rng.randrange(low, high + 1, step) * 100,
    )
