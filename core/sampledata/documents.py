"""The documents of the archive, filed ones and those of the inbox."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from core.sampledata import bank, briefs
from core.sampledata.briefs import DEAL_KINDS, Brief
from core.sampledata.edits import State, amend
from core.sampledata.facts import facts
from core.sampledata.phrases import Deck
from core.sampledata.projects import Plan, neighbours, plans
from core.sampledata.records import Document, Version
from core.sampledata.russian import workday
from core.sampledata.scene import Scene, Setting, Tongue, scene
from core.sampledata.versions import versions
from core.sampledata.writing import Draft, Paragraph, draft, fill, render

INBOX = 40
STRANGERS = 8

_TONGUES: tuple[Tongue, ...] = ("ru", "en")
_FRESH = timedelta(days=12)

# How much documents speak of their own project (the share of such phrases, and of
# how many documents it is the share), and how many speak of a neighbour's matters
# instead: the two dials of how hard the archive is to file.
_FOCUS = {0.75: 36, 0.5: 33, 0.2: 26, 0.0: 5}
_STRAY = 0.045


def documents(seed: int, scale: float, today: date) -> tuple[Document, ...]:
    """All documents in the order of their creation, with keys in that order."""
    made = [_document(brief, today) for brief in briefs.filed(seed, scale, today)]
    made += _inbox(seed, today)
    made.sort(key=lambda document: document.versions[0].created)
    keys = {document.key: f"doc-{rank:04d}" for rank, document in enumerate(made, 1)}
    return tuple(
        replace(d, key=keys[d.key], copy_of=d.copy_of and keys[d.copy_of]) for d in made
    )


def _document(brief: Brief, today: date) -> Document:
    """A document under the name of its brief."""
    source = brief.source
    deck, state = _first_state(source, brief.created.date())
    if brief.copied:
        state, _ = amend(_renewed(state, deck.rng), deck)
    known = facts(state.scene)
    team = [state.scene.team[0].username, *brief.plan.team]
    return Document(
        key=brief.name,
        title=fill(state.draft.title, known),
        file_name=fill(state.draft.file_name, known) + ".txt",
        kind=source.kind,
        language=source.language,
        project=brief.plan.key,
        true_project=brief.plan.key,
        owner=team[0],
        tags=state.draft.tags,
        versions=tuple(versions(deck, state, team, brief.created, today)),
        copy_of=brief.copied.name if brief.copied else None,
    )


def _first_state(brief: Brief, day: date) -> tuple[Deck, State]:
    """The first version of a document, its facts not yet filled in."""
    rng = random.Random(brief.seed)  # noqa: S311
    tongue: Tongue = "en" if brief.language == "en" else "ru"
    deck = _deck(rng, brief.plan, tongue)
    about = _scene(deck, brief, tongue, day)
    document = draft(brief.kind, tongue, deck)
    if brief.language == "mixed":
        document = _forwarding(document, brief, rng, day)
    return deck, State(document, about)


def _deck(rng: random.Random, plan: Plan, tongue: Tongue) -> Deck:
    focus = rng.choices(list(_FOCUS), list(_FOCUS.values()))[0]
    near = [p for p in neighbours(plan) if bank.parts(p.phrases(tongue))]
    own = rng.choice(near) if near and rng.random() < _STRAY else plan
    return Deck(rng, plan.sources(tongue, focus, own))


def _scene(deck: Deck, brief: Brief, tongue: Tongue, day: date) -> Scene:
    setting = Setting(tongue, day, brief.plan.team, brief.plan.companies)
    return scene(deck, setting, deal=brief.kind in DEAL_KINDS)


def _forwarding(document: Draft, brief: Brief, rng: random.Random, day: date) -> Draft:
    """A Russian document with the English letter that it passes on."""
    deck = _deck(rng, brief.plan, "en")
    about = _scene(deck, brief, "en", day)
    letter = render(draft("letter", "en", deck), about)
    head = f"---------- Forwarded message ----------\nFrom: {about.team[0].en}"
    forwarded = Paragraph(f"\n{head}\n\n{letter}")
    return replace(document, paragraphs=(*document.paragraphs, forwarded))


def _renewed(state: State, rng: random.Random) -> State:
    """The same document once more, under a new number and with new dates."""
    fresh = replace(
        state.scene,
        number=state.scene.number + rng.randint(1, 20),
        due=workday(state.scene.day + timedelta(days=rng.randint(5, 30))),
    )
    return replace(state, scene=fresh)


# The inbox


def _inbox(seed: int, today: date) -> Iterator[Document]:
    """Newly arrived documents of some project, and a few that belong to none."""
    rng = random.Random(f"{seed}:inbox")  # noqa: S311
    sizes = [plan.size + 20 for plan in plans()]
    for place, plan in enumerate(rng.choices(plans(), sizes, k=INBOX - STRANGERS)):
        name = f"{seed}:inbox:{place}"
        brief = briefs.brief(rng, plan, briefs.moment(rng, today, _FRESH), name)
        yield replace(_document(brief, today), project=None)
    yield from _strangers(rng, seed, today)


def _strangers(rng: random.Random, seed: int, today: date) -> Iterator[Document]:
    """What nobody ordered: invitations, offers, menus."""
    texts = [
        (t, phrase)
        for t in _TONGUES
        for phrase in bank.pools(f"strangers.{t}.txt")["text"]
    ]
    for place, (tongue, phrase) in enumerate(rng.sample(texts, STRANGERS)):
        plan = rng.choice(plans()[:8])
        created = briefs.moment(rng, today, _FRESH)
        name = f"{seed}:stranger:{place}"
        brief = Brief(name, plan, "other", tongue, created, f"{name}:text")
        yield _stranger(brief, phrase)


def _stranger(brief: Brief, phrase: str) -> Document:
    tongue: Tongue = "en" if brief.language == "en" else "ru"
    deck = Deck(random.Random(brief.seed), brief.plan.sources(tongue, 0, brief.plan))  # noqa: S311
    about = _scene(deck, brief, "ru", brief.created.date())
    known = facts(replace(about, language=tongue))
    title, file_name, text = phrase.split(" ~ ")
    owner = about.team[0].username
    return Document(
        key=brief.name,
        title=title,
        file_name=f"{file_name}.txt",
        kind=brief.kind,
        language=brief.language,
        project=None,
        true_project=None,
        owner=owner,
        tags=(),
        versions=(Version(1, fill(text, known), "", owner, brief.created),),
        copy_of=None,
    )
