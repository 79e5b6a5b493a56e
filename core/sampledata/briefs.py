"""What is to be written: which kind of document, for which project, on which day."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from core.sampledata.people import companies
from core.sampledata.projects import Plan, plans
from core.sampledata.records import Language
from core.sampledata.russian import is_workday

SPAN = timedelta(days=548)
DEAL_KINDS = frozenset({"contract", "addendum", "act", "invoice", "spec"})
_COPIES = 0.02


@dataclass(frozen=True, slots=True)
class Brief:
    """An order to write a document. Equal `seed`s give the same draft.

    `copied` is the brief of the document that this one nearly repeats.
    """

    name: str
    plan: Plan
    kind: str
    language: Language
    created: datetime
    seed: str
    copied: Brief | None = None

    @property
    def source(self) -> Brief:
        """The brief that decides the text: the copied one of a near-duplicate."""
        return self.copied or self


def filed(seed: int, scale: float, today: date) -> Iterator[Brief]:
    """A brief for each document of each project."""
    for plan in plans():
        yield from _of_project(plan, seed, plan.scaled(scale), today)


def _of_project(plan: Plan, seed: int, count: int, today: date) -> list[Brief]:
    """Big projects last all the time, small ones only some of it."""
    rng = random.Random(f"{seed}:{plan.key}")  # noqa: S311
    span = SPAN if plan.size > 100 else SPAN * rng.uniform(0.55, 1.0)
    moments = sorted(moment(rng, today, span) for _ in range(count))
    briefs: list[Brief] = []
    for place, created in enumerate(moments):
        ordered = brief(rng, plan, created, f"{seed}:{plan.key}:{place}")
        briefs.append(replace(ordered, copied=_original(rng, briefs)))
    return briefs


def _original(rng: random.Random, earlier: list[Brief]) -> Brief | None:
    """Now and then a recent document, for the next one to repeat."""
    if len(earlier) < 12 or rng.random() >= _COPIES:
        return None
    return rng.choice([brief for brief in earlier[-12:] if brief.copied is None])


def brief(rng: random.Random, plan: Plan, created: datetime, name: str) -> Brief:
    """A brief for any document of a project."""
    shares = plan.project.languages
    language = rng.choices([s.language for s in shares], [s.share for s in shares])[0]
    kind = _kind(rng, plan, language)
    return Brief(name, plan, kind, language, created, f"{name}:text")


def _kind(rng: random.Random, plan: Plan, language: Language) -> str:
    """Personnel orders and deals at home are in Russian; one forwards correspondence."""
    kind = rng.choices(list(plan.kinds), list(plan.kinds.values()))[0]
    if language == "mixed":
        return "letter" if kind == "letter" else "note"
    if language == "en":
        if kind == "hr_order":
            return "order"
        if kind in DEAL_KINDS and not any(
            companies()[c].abroad for c in plan.companies
        ):
            return rng.choice(("letter", "report", "memo"))
    return kind


def moment(rng: random.Random, today: date, span: timedelta) -> datetime:
    """A moment in the office hours of a workday within `span` before `today`."""
    day = today - timedelta(days=rng.randint(1, span.days))
    while not is_workday(day):
        day -= timedelta(days=1)
    clock = time(rng.randint(6, 15), rng.randint(0, 59), rng.randint(0, 59), tzinfo=UTC)
    return datetime.combine(day, clock)
