"""The whole archive in one call, and its digest."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date

from core.sampledata import bank
from core.sampledata.documents import documents
from core.sampledata.people import users
from core.sampledata.projects import plans, topics
from core.sampledata.records import Archive, Favorite, Task, Template
from core.sampledata.tasks import tasks

TODAY = date(2026, 11, 23)


def build_archive(seed: int = 27, scale: float = 1.0, today: date = TODAY) -> Archive:
    """A company's archive of the 18 months before `today`, the same for equal arguments.

    `scale` multiplies the number of documents of each project (never below 4); the
    inbox always holds 40.
    """
    written = documents(seed, scale, today)
    planned = tasks(seed, written, today)
    return Archive(
        seed=seed,
        today=today,
        topics=topics(),
        users=users(),
        projects=tuple(plan.project for plan in plans()),
        documents=written,
        tasks=planned,
        templates=_templates(),
        favorites=tuple(_favorites(seed, planned)),
    )


def digest(archive: Archive) -> str:
    """SHA-256 (hex) over everything in the archive."""
    return hashlib.sha256(repr(archive).encode()).hexdigest()


def _templates() -> tuple[Template, ...]:
    rows = bank.settings("templates.toml")["templates"]
    return tuple(Template(**row | {"text": row["text"].strip()}) for row in rows)


def _favorites(seed: int, planned: tuple[Task, ...]) -> Iterator[Favorite]:
    """Everybody stars the first project they work in; some star a task of it, too."""
    rng = random.Random(f"{seed}:favorites")  # noqa: S311
    for user in users():
        mine = [plan.key for plan in plans() if user.username in plan.team]
        if not mine:
            continue
        yield Favorite(user.username, mine[0], None)
        keys = [task.key for task in planned if task.project in mine]
        if rng.random() < 0.5:
            yield Favorite(user.username, None, rng.choice(keys))
