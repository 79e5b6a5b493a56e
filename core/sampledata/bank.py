"""Reading the phrase bank, the data files under `bank/`.

A phrase file is a list of sections. A section opens with `== name [low[-high]]
[chance]` and holds one phrase a line; a backslash and n stand for a line break.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_BANK = Path(__file__).parent / "bank"

Pools = Mapping[str, tuple[str, ...]]

_JOINT = {
    "any": ("point", "inside"),
    "todo": ("task", "duty"),
    "request": ("task", "ask"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A section: of its phrases `low` to `high` are used, with `chance` at all."""

    name: str
    low: int
    high: int
    chance: float
    phrases: tuple[str, ...]


@cache
def parts(name: str) -> tuple[Part, ...]:
    """The sections of a phrase file in their order; none when there is no file."""
    path = _BANK / name
    if not path.exists():
        return ()
    _, *blocks = path.read_text(encoding="utf-8").split("== ")
    return tuple(_part(block) for block in blocks)


def _part(block: str) -> Part:
    head, *lines = (line.strip() for line in block.splitlines())
    name, *figures = head.split()
    low, _, high = (figures[0] if figures else "1").partition("-")
    chance = float(figures[1]) if len(figures) > 1 else 1.0
    phrases = tuple(line.replace("\\n", "\n") for line in lines if line)
    return Part(name, int(low), int(high or low), chance, phrases)


@cache
def pools(name: str) -> Pools:
    """A phrase file as a mapping from section to its phrases.

    What only colleagues say (`inside`) or do (`duty`), and what one only asks of
    others (`ask`), is there together with what anybody says and does as well.
    """
    found = {part.name: part.phrases for part in parts(name)}
    for joint, names in _JOINT.items():
        found[joint] = sum((found.get(name, ()) for name in names), ())
    return found


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a file of columns, without its comment."""
    lines = (_BANK / name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split(" ; ")) for line in lines if line[:1] != "#")


@cache
def settings(name: str) -> dict[str, Any]:
    return tomllib.loads((_BANK / name).read_text(encoding="utf-8"))
