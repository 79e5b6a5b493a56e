"""Russian and English forms: names, numbers, sums, dates."""

from __future__ import annotations

import random
from datetime import date

import pytest

from core.sampledata import english, russian
from core.sampledata.facts import vat_rate
from core.sampledata.people import companies, staff
from core.sampledata.phrases import Deck, Source
from core.sampledata.russian import Case


@pytest.mark.parametrize(
    ("name", "case", "form"),
    [
        ("Соколов Андрей Викторович", "gen", "Соколова Андрея Викторовича"),
        ("Белова Наталья Сергеевна", "dat", "Беловой Наталье Сергеевне"),
        ("Раевская Маргарита Львовна", "acc", "Раевскую Маргариту Львовну"),
        ("Литвиненко Роман Игоревич", "ins", "Литвиненко Романом Игоревичем"),
        ("Петросян Арам Геворгович", "ins", "Петросяном Арамом Геворговичем"),
        ("Мельник Иван Семёнович", "gen", "Мельника Ивана Семёновича"),
        ("Фёдоров Илья Николаевич", "dat", "Фёдорову Илье Николаевичу"),
        ("Григорьев Павел Олегович", "acc", "Григорьева Павла Олеговича"),
        ("Миронова Ольга Дмитриевна", "gen", "Мироновой Ольги Дмитриевны"),
        ("Жукова Марина Алексеевна", "ins", "Жуковой Мариной Алексеевной"),
        ("Сорокина Виктория Игоревна", "dat", "Сорокиной Виктории Игоревне"),
        ("Макаров Фёдор Ильич", "gen", "Макарова Фёдора Ильича"),
        ("Уваров Денис Ильич", "ins", "Уваровым Денисом Ильичом"),
    ],
)
def test_names_decline(name: str, case: Case, form: str) -> None:
    assert russian.decline(name, case) == form


def test_everybody_in_the_bank_declines() -> None:
    heads = [
        c for company in companies().values() for c in (company.head, company.contact)
    ]
    for person in [*staff().values(), *heads]:
        if person.ru != "-":
            assert russian.decline(person.ru, "gen") != person.ru


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "ноль"),
        (1, "один"),
        (21, "двадцать один"),
        (112, "сто двенадцать"),
        (1_000, "одна тысяча"),
        (2_340, "две тысячи триста сорок"),
        (11_000, "одиннадцать тысяч"),
        (1_250_000, "один миллион двести пятьдесят тысяч"),
    ],
)
def test_russian_numbers_in_words(number: int, words: str) -> None:
    assert russian.in_words(number) == words


def test_sums_in_words() -> None:
    assert russian.money_in_words(250_001) == "Две тысячи пятьсот рублей 01 копейка"
    assert russian.money(125_000_050) == "1 250 000,50"
    assert english.money(125_000_050) == "1,250,000.50"
    assert english.money_in_words(3_425_000) == (
        "thirty-four thousand two hundred and fifty euros"
    )


def test_dates() -> None:
    day = date(2026, 3, 2)
    assert russian.long_date(day) == "2 марта 2026 г."
    assert russian.short_date(day) == "02.03.2026"
    assert english.long_date(day) == "2 March 2026"


def test_holidays_are_no_workdays() -> None:
    assert russian.workday(date(2026, 1, 1)) == date(2026, 1, 9)
    assert russian.workday(date(2026, 6, 12)) == date(2026, 6, 15)


def test_the_vat_rate_rises_in_2026() -> None:
    assert vat_rate(date(2025, 12, 31)) == 20
    assert vat_rate(date(2026, 1, 1)) == 22


def test_numbers_agree_with_their_nouns() -> None:
    deck = Deck(random.Random(0), [])
    assert deck.expand("{21..21 день/дня/дней}") == "21 день"
    assert deck.expand("{3..3 день/дня/дней}") == "3 дня"
    assert deck.expand("{12..12 день/дня/дней}") == "12 дней"


def test_a_deck_deals_everything_before_it_repeats() -> None:
    deck = Deck(random.Random(0), [Source({"point": ("a", "b", "c")}, 1.0)])
    assert {deck.draw("point") for _ in range(3)} == {"a", "b", "c"}
    assert deck.draw("point") in "abc"


def test_an_unknown_pool_is_named() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        Deck(random.Random(0), []).draw("nowhere")
