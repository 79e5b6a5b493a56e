"""The versions of a document, from its first writing on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from core.sampledata import noise
from core.sampledata.edits import State, amend, note
from core.sampledata.phrases import Deck
from core.sampledata.records import Version
from core.sampledata.writing import render

_COUNTS = {1: 58, 2: 25, 3: 12, 4: 5}
_SCANNED, _MISTYPED = 0.07, 0.16


def versions(
    deck: Deck, state: State, team: list[str], created: datetime, today: date
) -> Iterator[Version]:
    """One to four versions; the first of `team` wrote the document, all may edit it."""
    rng = deck.rng
    count = rng.choices(list(_COUNTS), list(_COUNTS.values()))[0]
    texts = list(_texts(deck, state, count if state.draft.revisable else 1))
    times = _times(rng, created, len(texts), today)
    for number, (when, (text, remark)) in enumerate(zip(times, texts, strict=True), 1):
        author = team[0] if number == 1 else rng.choice(team)
        yield Version(number, text, remark, author, when)


def _texts(deck: Deck, state: State, count: int) -> Iterator[tuple[str, str]]:
    """Texts and notes. A scan has no second version; typos are mended in it."""
    rng, language = deck.rng, state.scene.language
    text = render(state.draft, state.scene)
    fate = rng.random()
    mistyped = fate < _MISTYPED
    if mistyped:
        yield noise.typos(rng, text), note("first", language, deck)
    elif fate < _MISTYPED + _SCANNED and count == 1:
        yield noise.scan(rng, text), note("scan", language, deck)
    else:
        yield text, note("first", language, deck)
    if mistyped and count > 1:
        yield text, note("typos", language, deck)
    seen = {text}
    while len(seen) < count - mistyped:
        state, remark = amend(state, deck)
        text = render(state.draft, state.scene)
        if text not in seen:
            seen.add(text)
            yield text, remark


def _times(
    rng: random.Random, created: datetime, count: int, today: date
) -> Iterator[datetime]:
    """Moments from `created` on, minutes to days apart, all before `today`."""
    gaps = [
        timedelta(days=rng.randint(0, 8), minutes=rng.randint(10, 60))
        for _ in range(count - 1)
    ]
    left = datetime.combine(today, time(tzinfo=UTC)) - created
    pace = min(1.0, left / (sum(gaps, timedelta()) + timedelta(seconds=1)))
    moment = created
    yield moment
    for gap in gaps:
        moment += timedelta(seconds=int(gap.total_seconds() * pace))
        yield moment
