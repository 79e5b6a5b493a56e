from __future__ import annotations

import time

import pytest

from core.extraction import FactKind
from core.extraction.facts import find_facts, reference


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Договор поставки № 114 от 03.02.2027 между", ["114", "2027-02-03"]),
        ("Invoice No. 2027-118 dated 3 February 2027", ["2027-118", "2027-02-03"]),
        ("Приказ № 12-К/27 от «3» февраля 2027 г.", ["12-К/27", "2027-02-03"]),
        ("Счёт № 7\nг. Москва, 03.02.27", ["7", "2027-02-03"]),
        ("Закон от 5 апреля 2013 года", ["2013-04-05"]),
        ("February 3rd, 2027 and 1 May 2027", ["2027-02-03", "2027-05-01"]),
        ("Приложение № 1 к договору № 114/А от 3 мая 2027", ["114/А", "2027-05-03"]),
        ("Order No: A-77/3.", ["A-77/3"]),
    ],
)
def test_plain_facts_are_found(text: str, values: list[str]) -> None:
    assert [fact.value for fact in find_facts(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "версия 1.02.10.11 и 3.14.2027",
        "03/04/2027",
        "31 июня 2027, 2027-02-30",
        "раздел № 5 приложения",
        "телефон 8 (495) 123-45-67",
        "No 5 people came",
    ],
)
def test_what_is_not_plain_is_left_alone(text: str) -> None:
    assert find_facts(text) == ()


def test_spans_point_into_the_text() -> None:
    text = "Акт № 7-А от «03» февраля 2027 г."
    number, day = find_facts(text)
    assert text[number.start : number.end] == "7-А"
    assert text[day.start : day.end] == "03» февраля 2027"


def test_a_document_is_cited_by_its_number_and_the_date_beside_it() -> None:
    text = "Утверждено 01.01.2020. Договор № 5 от 03.02.2027, срок до 31.12.2027."
    cited = reference(find_facts(text))
    assert cited.number is not None
    assert cited.date is not None
    assert (cited.number.value, cited.date.value) == ("5", "2027-02-03")
    assert cited.number.kind is FactKind.NUMBER


def test_nothing_found_is_no_reference() -> None:
    assert reference(()).number is None
    assert reference(()).date is None


@pytest.mark.parametrize("text", ["№ " * 50_000, "1" * 100_000, "договор " * 20_000])
def test_endless_beginnings_end_soon(text: str) -> None:
    started = time.process_time()
    find_facts(text)
    assert time.process_time() - started < 20
