"""From a kind of document to its text: choose paragraphs, fill in facts, number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.sampledata import bank
from core.sampledata.bank import Part
from core.sampledata.facts import Facts, facts
from core.sampledata.phrases import Deck
from core.sampledata.scene import Scene

_FACT = re.compile(r"\{(\w+)\}")
_TIDY = (
    (re.compile(r"(?<!руб)\.»"), "»."),
    (re.compile(r"(?<=руб\.)»(?!\.)"), "»."),
    (re.compile(r"»\.\."), "»."),
    (re.compile(r"\.\.+"), "."),
    (re.compile(r" +"), " "),
    (re.compile(r"\n{3,}"), "\n\n"),
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text with its facts still to fill in.

    `body` marks where a text grows in later versions, `loose` what can go.
    """

    text: str
    body: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before its facts.

    `extras` are phrases one could still add, if it is `revisable` at all.
    """

    title: str
    file_name: str
    tags: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    extras: tuple[str, ...]
    revisable: bool


def draft(kind: str, language: str, deck: Deck) -> Draft:
    """A new document of that kind, its phrases dealt by `deck`."""
    name = f"kinds/{kind}.{language}.txt"
    sections = bank.pools(name)
    body = [part for part in bank.parts(name) if part.name in ("part", "body")]
    return Draft(
        title=deck.expand(deck.rng.choice(sections["title"])),
        file_name=deck.expand(deck.rng.choice(sections["file"])),
        tags=sections["tags"],
        paragraphs=tuple(p for part in body for p in _paragraphs(part, deck)),
        extras=sections["extra"],
        revisable=kind != "note",
    )


def _paragraphs(part: Part, deck: Deck) -> Iterator[Paragraph]:
    """The phrases chosen from a part, in the order they are written there."""
    rng = deck.rng
    if rng.random() >= part.chance:
        return
    count = rng.randint(part.low, part.high)
    repeated = part.phrases * -(-count // len(part.phrases))
    body = part.name == "body"
    for order, place in enumerate(sorted(rng.sample(range(len(repeated)), count))):
        yield Paragraph(deck.expand(repeated[place]), body, body and order >= part.low)


def fill(text: str, known: Facts) -> str:
    """`text` with its facts; a fact that nobody knows is a KeyError."""
    text = _FACT.sub(lambda match: known[match[1]], text)
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    return text.strip()


def render(document: Draft, scene: Scene) -> str:
    """The text of a document."""
    known = facts(scene)
    body = "\n".join(paragraph.text for paragraph in document.paragraphs)
    return fill("\n".join(_numbered(body.splitlines())), known)


def _numbered(lines: list[str]) -> Iterator[str]:
    """Headings "##", clauses "#." and list items "*" with their numbers."""
    section = clause = item = 0
    for line in lines:
        mark, _, rest = line.partition(" ")
        item = item + 1 if mark == "*" else 0
        if mark == "##":
            section, clause = section + 1, 0
            yield f"\n{section}. {rest}"
        elif mark == "#.":
            clause += 1
            yield f"{section}.{clause}. {rest}"
        else:
            yield f"{item}. {rest}" if mark == "*" else line
