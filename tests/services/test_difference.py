"""What changed between two texts: in words, exactly, and quickly."""

import random
from itertools import pairwise

import pytest

from core.selectors.difference import DiffPart, diff

WORDS = ["договор", "аренды", "the", "of", "и", "в", "пункт", "rent"]


def text(seed: int, length: int, ends: str = " .;\n") -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(WORDS) + chance.choice(ends) for _ in range(length))


def changed(parts: list[DiffPart]) -> list[tuple[str, str]]:
    return [(part.change, part.text) for part in parts if part.change != "same"]


@pytest.mark.parametrize("seed", range(30))
def test_the_parts_give_either_text(seed: int) -> None:
    before, after = text(seed, seed * 3), text(seed + 100, 40)
    parts = diff(before, after)
    assert "".join(p.text for p in parts if p.change != "added") == before
    assert "".join(p.text for p in parts if p.change != "removed") == after
    assert all(part.text for part in parts)
    changes = [part.change for part in parts]
    assert all(one != other for one, other in pairwise(changes))


def test_one_word_in_a_long_text() -> None:
    before = "".join(f"Пункт {n} договора аренды.\n" for n in range(5_000))
    after = before.replace("Пункт 2500 договора", "Пункт 2500 соглашения")
    assert changed(diff(before, after)) == [
        ("removed", "договора"),
        ("added", "соглашения"),
    ]


def test_the_space_behind_a_changed_word_stays() -> None:
    before = "до 17.12.2026.\nдо 18.12.2026.\n"
    assert changed(diff(before, before.replace("17.12.2026", "11.01.2027"))) == [
        ("removed", "17.12.2026."),
        ("added", "11.01.2027."),
    ]


def test_a_text_broken_into_other_lines_has_the_same_words() -> None:
    before = "Стороны заключили настоящий договор"
    parts = diff(before, before.replace(" ", "\n"))
    assert all(part.text.isspace() for part in parts if part.change != "same")


def test_what_would_take_long_is_told_as_a_whole() -> None:
    before, after = (text(seed, 20_000, " ").strip() + str(seed) for seed in (1, 2))
    assert changed(diff(before, after)) == [("removed", before), ("added", after)]
