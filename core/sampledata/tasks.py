"""Tasks of the projects, with subtasks, comments and linked documents."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from core.sampledata import bank
from core.sampledata.facts import Facts, facts
from core.sampledata.people import staff
from core.sampledata.phrases import Deck, capital
from core.sampledata.projects import Plan, plans
from core.sampledata.records import Comment, Document, Priority, Status, Task
from core.sampledata.scene import Scene, Setting, Tongue, scene
from core.sampledata.writing import fill

_STATUSES: tuple[Status, ...] = ("new", "in_progress", "review", "done")
_PRIORITIES: dict[Priority, int] = {"low": 2, "normal": 5, "high": 3, "urgent": 1}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the tasks of a project are written from."""

    plan: Plan
    deck: Deck
    tongue: Tongue
    documents: Sequence[Document]
    today: date

    @property
    def rng(self) -> random.Random:
        return self.deck.rng

    def write(self, section: str, known: Facts) -> str:
        phrases = bank.pools(f"tasks.{self.tongue}.txt")[section]
        return fill(self.deck.expand(self.rng.choice(phrases)), known)


def tasks(seed: int, documents: Sequence[Document], today: date) -> tuple[Task, ...]:
    """All tasks in the order of their creation, with keys in that order."""
    made = [
        task for plan in plans() for task in _of_project(plan, seed, documents, today)
    ]
    made.sort(key=lambda task: task.created)
    keys = {task.key: f"task-{rank:03d}" for rank, task in enumerate(made, 1)}
    return tuple(
        replace(t, key=keys[t.key], parent=t.parent and keys[t.parent]) for t in made
    )


def _of_project(
    plan: Plan, seed: int, documents: Sequence[Document], today: date
) -> Iterator[Task]:
    """Three tasks for a tiny project, a dozen for a big one."""
    rng = random.Random(f"{seed}:{plan.key}:tasks")  # noqa: S311
    own = [document for document in documents if document.project == plan.key]
    english = plan.project.languages[1].share > 0.5
    tongue: Tongue = "en" if english else "ru"
    deck = Deck(rng, plan.sources(tongue, 0.6, plan))
    desk = _Desk(plan, deck, tongue, own, today)
    for place in range(3 + min(9, plan.size // 10)):
        task = _task(desk, f"{plan.key}:{place}")
        yield task
        yield from _subtasks(desk, task)


def _task(desk: _Desk, key: str) -> Task:
    rng = desk.rng
    created = _created(rng, desk.today)
    due = (
        desk.today + timedelta(days=rng.randint(-25, 45))
        if rng.random() < 0.9
        else None
    )
    due = due and max(due, created.date() + _DAY)
    about = _scene(desk, created.date())
    known = facts(about)
    return Task(
        key=key,
        project=desk.plan.key,
        title=capital(fill(desk.deck.expand("{@todo}"), known)),
        description=desk.write("description", known),
        requirements=_several(desk, "requirement", known, 2),
        acceptance=_several(desk, "acceptance", known, 2),
        status=_status(rng, due, desk.today),
        priority=rng.choices(list(_PRIORITIES), list(_PRIORITIES.values()))[0],
        author=rng.choice(desk.plan.team[:2]),
        assignee=rng.choice(desk.plan.team) if rng.random() < 0.85 else None,
        created=created,
        due=due,
        parent=None,
        documents=_linked(rng, desk.documents, created),
        comments=tuple(_comments(desk, about, created)),
    )


def _created(rng: random.Random, today: date) -> datetime:
    day = today - timedelta(days=rng.randint(6, 90))
    day -= timedelta(days=max(0, day.weekday() - 4))
    return datetime.combine(
        day, time(rng.randint(6, 14), rng.randint(0, 59), tzinfo=UTC)
    )


def _scene(desk: _Desk, day: date) -> Scene:
    setting = Setting(desk.tongue, day, desk.plan.team, desk.plan.companies)
    return scene(desk.deck, setting, deal=False)


def _several(desk: _Desk, section: str, known: Facts, most: int) -> tuple[str, ...]:
    count = desk.rng.randint(1, most)
    return tuple(dict.fromkeys(desk.write(section, known) for _ in range(count)))


def _status(rng: random.Random, due: date | None, today: date) -> Status:
    """What was due is mostly done; the rest is at any stage."""
    late = due is not None and due < today
    return rng.choices(_STATUSES, (1, 2, 2, 12) if late else (6, 6, 3, 2))[0]


def _linked(
    rng: random.Random, documents: Sequence[Document], created: datetime
) -> tuple[str, ...]:
    """Some documents that were there when the task was made, the newer the likelier."""
    there = [d.key for d in documents if d.versions[0].created < created][-15:]
    return tuple(sorted(rng.sample(there, min(len(there), rng.randint(0, 3)))))


def _subtasks(desk: _Desk, parent: Task) -> Iterator[Task]:
    """The steps of four tasks in ten, done one after another."""
    rng = desk.rng
    if rng.random() > 0.4:
        return
    titles = bank.pools(f"tasks.{desk.tongue}.txt")["subtask"]
    chosen = sorted(rng.sample(range(len(titles)), rng.randint(2, 4)))
    done = len(chosen) if parent.status == "done" else rng.randrange(len(chosen))
    for place, title in enumerate(chosen):
        yield replace(
            parent,
            key=f"{parent.key}:{place}",
            title=titles[title],
            description="",
            requirements=(),
            acceptance=(),
            status="done" if place < done else "new",
            assignee=rng.choice(desk.plan.team),
            created=parent.created + timedelta(minutes=place + 1),
            parent=parent.key,
            documents=(),
            comments=(),
        )


def _comments(desk: _Desk, about: Scene, created: datetime) -> Iterator[Comment]:
    rng, when = desk.rng, created
    able = [name for name in desk.plan.team if staff()[name].speaks(desk.tongue)]
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3, 4))):
        author, *others = rng.sample(able, 3)
        when += timedelta(minutes=rng.randint(20, 1800))
        spoken = replace(about, team=(staff()[author], *about.team[1:]))
        known = facts(spoken) | dict(zip(("u1", "u2"), others, strict=True))
        text = desk.write("comment", known)
        mentions = tuple(name for name in others if f"@{name}" in text)
        yield Comment(author, text, mentions, when)
