"""The cast: the company's staff and its counterparties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from core.sampledata import bank
from core.sampledata.records import User

DIRECTOR = "sokolov"
_DOMAIN = "ladoga-eng.example"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name in Russian ("surname given-name patronymic") and English.

    `ru` is "-" for those who write and are written to in English only.
    """

    ru: str
    en: str
    post: str = "-"
    post_gen: str = "-"
    post_en: str = "-"
    username: str = ""
    flags: str = "-"

    def speaks(self, language: str) -> bool:
        return language == "en" or self.ru != "-"


@dataclass(frozen=True, slots=True)
class Company:
    """A counterparty. `client` pays us, others we pay; `trade` is a pattern.

    A trade says which works and goods one would buy from (or sell to) the company;
    with a leading "!", which ones one would not.
    """

    key: str
    ru: str
    en: str
    client: bool
    trade: str
    city: str
    city_en: str
    head: Person
    contact: Person

    def speaks(self, language: str) -> bool:
        return language == "en" or self.ru != "-"

    @property
    def abroad(self) -> bool:
        """Whether one deals with it in English and in euros."""
        return self.ru == "-" or self.ru.startswith("ТОО")

    def suits(self, phrase: str) -> bool:
        return _in_trade(self.trade, phrase)


@cache
def _in_trade(trade: str, phrase: str) -> bool:
    pattern = trade.removeprefix("!")
    found = re.search(pattern, phrase, re.IGNORECASE) is not None
    return found != trade.startswith("!")


@cache
def staff() -> dict[str, Person]:
    """Everybody of the company by username."""
    return {row[0]: _employee(*row) for row in bank.rows("staff.txt")}


def _employee(username: str, ru: str, en: str, *rest: str) -> Person:
    post, post_gen, post_en, _, flags = rest
    return Person(ru, en, post, post_gen, post_en, username, flags)


@cache
def companies() -> dict[str, Company]:
    return {row[0]: _company(*row) for row in bank.rows("companies.txt")}


def _company(key: str, ru: str, en: str, side: str, trade: str, *rest: str) -> Company:
    city, city_en, head, head_en, post_gen, contact, contact_en = rest
    return Company(
        key,
        ru,
        en,
        side == "client",
        trade,
        city,
        city_en,
        Person(head, head_en, post_gen=post_gen),
        Person(contact, contact_en),
    )


def us() -> Company:
    """Our own company, as a party of its contracts."""
    boss = staff()[DIRECTOR]
    return Company(
        "us",
        "ООО «Ладога Инжиниринг»",
        "Ladoga Engineering LLC",
        client=False,
        trade="",
        city="Санкт-Петербург",
        city_en="Saint Petersburg",
        head=boss,
        contact=boss,
    )


def users() -> tuple[User, ...]:
    """An account for everybody of the staff."""
    return tuple(_user(person) for person in staff().values())


def _user(person: Person) -> User:
    english = person.ru == "-"
    if english:
        first, last = person.en.split()
    else:
        last, first, _ = person.ru.split()
    return User(
        username=person.username,
        first_name=first,
        last_name=last,
        email=f"{person.username}@{_DOMAIN}",
        position=person.post_en if english else person.post,
        language="en" if english else "ru",
        reviewer=person.flags == "reviewer",
        staff=person.flags == "staff",
    )
