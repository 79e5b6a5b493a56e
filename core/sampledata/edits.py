"""How a document changes from one version to the next, as people change them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from core.sampledata import bank
from core.sampledata.phrases import Deck
from core.sampledata.russian import workday
from core.sampledata.scene import Scene
from core.sampledata.writing import Draft, Paragraph


@dataclass(frozen=True, slots=True)
class State:
    """A version being written."""

    draft: Draft
    scene: Scene

    def mentions(self, *names: str) -> bool:
        body = "".join(paragraph.text for paragraph in self.draft.paragraphs)
        return any(f"{{{name}}}" in body for name in names)

    def with_paragraphs(self, paragraphs: list[Paragraph]) -> State:
        return replace(self, draft=replace(self.draft, paragraphs=tuple(paragraphs)))


def _loose(state: State) -> list[int]:
    return [place for place, p in enumerate(state.draft.paragraphs) if p.loose]


def _amount(state: State, deck: Deck) -> State:
    lines = list(state.scene.lines)
    place = deck.rng.randrange(len(lines))
    line = lines[place]
    if line.quantity > 1:
        more = deck.rng.choice((-1, 1, 2, 3))
        lines[place] = replace(line, quantity=line.quantity + more)
    else:
        percent = deck.rng.choice((88, 92, 95, 104, 107, 112))
        step = 5_000 if line.price >= 100_000 else 100
        price = line.price * percent // 100 // step * step
        lines[place] = replace(line, price=price)
    return replace(state, scene=replace(state.scene, lines=tuple(lines)))


def _date(state: State, deck: Deck) -> State:
    later = workday(state.scene.due + timedelta(days=deck.rng.randint(5, 25)))
    return replace(state, scene=replace(state.scene, due=later))


def _added(state: State, deck: Deck) -> State:
    """One more paragraph at the end of the body, else before the signature."""
    paragraphs = list(state.draft.paragraphs)
    places = [place for place, p in enumerate(paragraphs) if p.body]
    place = places[-1] + 1 if places else len(paragraphs) - 1
    text = deck.expand(deck.rng.choice(state.draft.extras))
    paragraphs.insert(place, Paragraph(text, body=True, loose=True))
    return state.with_paragraphs(paragraphs)


def _removed(state: State, deck: Deck) -> State:
    paragraphs = list(state.draft.paragraphs)
    del paragraphs[deck.rng.choice(_loose(state))]
    return state.with_paragraphs(paragraphs)


def _replaced(state: State, deck: Deck) -> State:
    paragraphs = list(state.draft.paragraphs)
    text = deck.expand(deck.rng.choice(state.draft.extras))
    place = deck.rng.choice(_loose(state))
    paragraphs[place] = Paragraph(text, body=True, loose=True)
    return state.with_paragraphs(paragraphs)


Edit = Callable[[State, Deck], State]

# Each by the section of notes.*.txt from which its note comes.
_EDITS: dict[str, Edit] = {
    "amount": _amount,
    "date": _date,
    "added": _added,
    "removed": _removed,
    "replaced": _replaced,
}


def _possible(state: State) -> list[str]:
    names = ["added"]
    if state.mentions("sum", "table"):
        names += ["amount", "amount"]
    if state.mentions("due", "due_s"):
        names.append("date")
    if _loose(state):
        names += ["removed", "replaced"]
    return names


def amend(state: State, deck: Deck) -> tuple[State, str]:
    """One or two changes, and the note of who made them."""
    name = deck.rng.choice(_possible(state))
    after = _EDITS[name](state, deck)
    if deck.rng.random() < 0.3:
        after = _added(after, deck)
    return after, note(name, after.scene.language, deck)


def note(name: str, language: str, deck: Deck) -> str:
    return deck.rng.choice(bank.pools(f"notes.{language}.txt")[name])
