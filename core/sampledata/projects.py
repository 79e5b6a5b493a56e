"""The projects: their description, their people, and where their phrases come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.sampledata import bank
from core.sampledata.people import DIRECTOR
from core.sampledata.phrases import Source
from core.sampledata.records import LanguageShare, Member, Project, Role, Topic
from core.sampledata.scene import Tongue

SMALLEST = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """A project and what its documents are made of.

    `kinds` weighs the kinds of documents; `areas` name the phrases that it shares
    with its neighbours; `size` is the number of its documents at scale 1.
    """

    project: Project
    size: int
    areas: tuple[str, ...]
    companies: tuple[str, ...]
    team: tuple[str, ...]
    kinds: dict[str, int]

    @property
    def key(self) -> str:
        return self.project.key

    def scaled(self, scale: float) -> int:
        return max(SMALLEST, round(self.size * scale))

    def phrases(self, language: Tongue) -> str:
        """The file of the project's own phrases."""
        return f"projects/{self.key}.{language}.txt"

    def sources(self, language: Tongue, focus: float, own: Plan) -> list[Source]:
        """Phrases of `own` (usually this project) with weight `focus`, and shared ones."""
        shared = (1 - focus) * 0.75 / len(self.areas)
        return [
            Source(bank.pools(own.phrases(language)), focus),
            Source(bank.pools(f"areas/common.{language}.txt"), (1 - focus) * 0.25),
            *(
                Source(bank.pools(f"areas/{a}.{language}.txt"), shared)
                for a in self.areas
            ),
        ]


@cache
def plans() -> tuple[Plan, ...]:
    """All projects, the biggest first."""
    described = bank.settings("projects.toml")
    rest: dict[str, int] = described["rest"]
    return tuple(_plan(row, rest) for row in described["projects"])


def _plan(row: dict[str, Any], rest: dict[str, int]) -> Plan:
    return Plan(
        project=_project(row),
        size=row["size"],
        areas=tuple(row["areas"]),
        companies=tuple(row["companies"]),
        team=tuple(row["team"]),
        kinds=rest | row["kinds"],
    )


def _project(row: dict[str, Any]) -> Project:
    english, mixed = row["en"], row["mixed"]
    return Project(
        key=row["key"],
        name=row["name"],
        description=row["description"],
        topic=row["topic"],
        languages=(
            LanguageShare("ru", round(1 - english - mixed, 2)),
            LanguageShare("en", english),
            LanguageShare("mixed", mixed),
        ),
        members=tuple(_members(row["team"])),
        template=row["template"],
    )


def _members(team: list[str]) -> Iterator[Member]:
    """The first of a team manages, the last looks on, the director sees everything."""
    for place, username in enumerate(team):
        role: Role = "editor"
        if place == 0:
            role = "manager"
        elif place == len(team) - 1 and place > 1:
            role = "viewer"
        yield Member(username, role)
    if DIRECTOR not in team:
        yield Member(DIRECTOR, "viewer")


def neighbours(plan: Plan) -> list[Plan]:
    """The other projects with which it shares an area."""
    return [p for p in plans() if p is not plan and set(p.areas) & set(plan.areas)]


def topics() -> tuple[Topic, ...]:
    return tuple(Topic(**row) for row in bank.settings("projects.toml")["topics"])
