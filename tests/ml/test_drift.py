"""Quiet weeks raise no alarm; a new class does, and the alarm says by which words."""

import random
from dataclasses import replace

import pytest

from unidoc.ml.drift import AFTER_ALARM, ALPHA, level, look
from unidoc.ml.known import Known
from unidoc.ml.seen import Seen

COMMON = [f"слово{letter}" for letter in "абвгдежзиклмнопрстуф"]
TOPICS = {name: [f"{name}{letter}" for letter in "abcdefghij"] for name in ("x", "y")}
NEW = [f"новое{letter}" for letter in "абвгд"]


def document(chance: random.Random, key: str, own: list[str] | None = None) -> Seen:
    topic = chance.choice(list(TOPICS))
    stranger = own is not None
    words = [*chance.sample(COMMON, 8), *chance.sample(own or TOPICS[topic], 4)]
    probability = min(0.999, chance.gauss(0.5 if stranger else 0.9, 0.05))
    chances = {topic: probability}
    return Seen(
        key=key,
        words={word: word for word in words},
        language=chance.choice(["ru", "ru", "en"]),
        characters=int(chance.lognormvariate(6, 1)),
        best=topic,
        probability=probability,
        score=chance.gauss(0.5 if stranger else 2, 0.5),
        unknown=chance.random() < (0.3 if stranger else 0.02),
        chances=tuple(chances.get(name, 1 - probability) for name in TOPICS),
    )


@pytest.fixture(scope="module")
def before() -> list[Seen]:
    chance = random.Random(1)
    return [document(chance, f"b{number}") for number in range(300)]


@pytest.fixture(scope="module")
def known() -> Known:
    chance = random.Random(2)
    return Known.of_seen(document(chance, f"k{number}") for number in range(300))


def week(seed: int, new: int = 0) -> list[Seen]:
    chance = random.Random(f"week-{seed}")
    quiet = [document(chance, f"q{number}") for number in range(300 - new)]
    return quiet + [document(chance, f"n{number}", NEW) for number in range(new)]


def test_a_quiet_year(
    known: Known, before: list[Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test is exact for any number of them; a false alarm is as probable.
    monkeypatch.setattr("unidoc.ml.pool.PERMUTATIONS", 200)
    alarms: list[bool] = []
    for seed in range(52):
        found = look(known, before, week(seed), level(alarms))
        alarms.insert(0, bool(found and found.alarm))
    assert sum(alarms) <= 1


def test_an_alarm_uses_up_what_a_year_may_spend() -> None:
    assert level([]) == level([False] * 60) == ALPHA
    assert level([False] * 50 + [True]) == AFTER_ALARM
    assert level([False] * 51 + [True]) == ALPHA


def test_a_new_class_is_found_and_named(known: Known, before: list[Seen]) -> None:
    found = look(known, before, week(1, new=15))
    assert found is not None
    assert found.alarm
    assert set(found.words) <= set(NEW)
    assert {key[0] for key in found.drivers[:10]} == {"n"}


def test_more_documents_do_not_make_small_things_large(
    known: Known, before: list[Seen]
) -> None:
    year = [one for seed in range(10) for one in week(seed)]
    found = look(known, before, year)
    assert found is not None
    assert (found.documents, found.alarm) == (300, False)


def test_a_change_of_language_and_length(known: Known, before: list[Seen]) -> None:
    changed = [
        replace(one, language="en", characters=one.characters * 3) for one in week(3)
    ]
    found = look(known, before, changed)
    assert found is not None
    names = {signal.name for signal in found.signals if signal.alarming}
    assert names == {"language", "length"}


def test_too_few_to_say(known: Known, before: list[Seen]) -> None:
    assert look(known, before, week(1)[:20]) is None
