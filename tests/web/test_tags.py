"""How pages write dates, steps and parts, in the reader's language."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import formats, translation

from core.web import numbers
from core.web.model_words import check_says
from core.web.tags import after_title, slice_name, worth_telling


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "12 November 2026, 22:27"), ("ru", "12 ноября 2026 г. 22:27")],
)
def test_dates_have_the_day_first_and_24_hours(language: str, written: str) -> None:
    moment = datetime.datetime(2026, 11, 12, 22, 27)
    with translation.override(language):
        assert formats.date_format(moment, "DATETIME_FORMAT") == written


def test_steps_come_in_their_order_without_those_of_no_time() -> None:
    told = worth_telling({"fit": 0.2, "save": 0.01, "unheard": 1.0, "measure": 0.4})
    assert told == [("measure", 0.4), ("fit", 0.2), ("unheard", 1.0)]


@pytest.mark.parametrize(
    ("band", "written"),
    [("1000-4999", "1,000–4,999 characters"), ("20000+", "20,000+ characters")],
)
def test_lengths_are_written_as_numbers(band: str, written: str) -> None:
    with translation.override("en"):
        assert slice_name(SimpleNamespace(kind="length", name=band)) == written


def test_a_beginning_does_not_repeat_the_title() -> None:
    assert after_title("Act 7\nof 3 May", "Act 7") == " of 3 May"
    assert after_title("Order", "Act 7") == "Order"


@pytest.mark.parametrize(
    ("name", "value", "limit", "written"),
    [
        ("projects", -0.047, 0.05, "0.0 %, allowed 5.0 %"),
        ("training_seconds", 0.84, 3600.0, "0.8 s, allowed 3,600 s"),
        ("milliseconds_per_document", 0.02, 100.0, "< 0.1 ms, allowed 100 ms"),
    ],
)
def test_checks_are_told_without_digits_that_say_nothing(
    name: str, value: float, limit: float, written: str
) -> None:
    with translation.override("en"):
        told = check_says({"name": name, "value": value, "limit": limit})
    assert told.replace("\u00a0", " ") == written


def test_decimals_are_rounded_and_not_cut_off() -> None:
    assert numbers.number(0.8338, 3) == "0.834"
    assert numbers.number(1234.96, 1) == "1,235.0"
