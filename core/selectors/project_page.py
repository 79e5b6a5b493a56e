"""What a project's pages show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core import access
from core.choices import DecisionSource, Outcome, Role
from core.models import Decision, Favorite, Project, Task, TrainedModel, User
from core.selectors.documents import that_stood
from core.selectors.models import champion_with_report, shown_report
from core.selectors.tasks import BY_DUE_DATE, list_tasks


@dataclass(frozen=True, slots=True)
class Mix:
    """Held-out documents that went from one project to another."""

    project: Project | None
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Quality:
    """The champion's held-out figures of one project, shares of 1."""

    model: TrainedModel
    precision: float
    recall: float
    f1: float
    support: int
    taken_for: list[Mix]
    taken_from: list[Mix]


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above every tab."""

    project: Project
    role: Role
    star: Favorite | None
    tab: str

    @property
    def may_edit(self) -> bool:
        return self.role.includes(Role.EDITOR)

    @property
    def may_manage(self) -> bool:
        return self.role.includes(Role.MANAGER)


def header(user: User, project: Project, tab: str) -> Header:
    role = access.role_in(user, project) or Role.VIEWER
    return Header(project, role, user.favorites.filter(project=project).first(), tab)


def board(user: User, project: Project) -> Mapping[str, list[Task]]:
    """The project's tasks by status, subtasks among them, the most urgent first."""
    tasks = list_tasks(user).filter(project=project).order_by(*BY_DUE_DATE)
    columns: dict[str, list[Task]] = {}
    for task in tasks[:500]:
        columns.setdefault(task.status, []).append(task)
    return columns


def quality(user: User, project: Project) -> Quality | None:
    """None while no model knows the project."""
    model = champion_with_report()
    if model is None:
        return None
    report = shown_report(user, model)
    score = next(
        (one for one in report.get("projects", []) if one["project"] == project.key),
        None,
    )
    if score is None:
        return None
    named = {p.key: p for p in access.visible_projects(user)}
    cells = [c for c in report.get("confusion", []) if c["true"] != c["predicted"]]
    return Quality(
        model=model,
        precision=score["precision"],
        recall=score["recall"],
        f1=score["f1"],
        support=score["support"],
        taken_for=_mixes(cells, named, project.key, "true", "predicted"),
        taken_from=_mixes(cells, named, project.key, "predicted", "true"),
    )


def corrections(user: User, project: Project) -> list[Decision]:
    """What a machine had filed here and a person put elsewhere, the newest first."""
    filed = Decision.objects.filter(
        source=DecisionSource.MACHINE,
        outcome=Outcome.FILED,
        project=project,
        document__standing_decision__source=DecisionSource.PERSON,
        document__in=access.visible_documents(user),
    )
    gone = that_stood(filed).exclude(document__project=project)
    return list(gone.select_related("document__project").order_by("-id")[:20])


def _mixes(
    cells: list[dict[str, Any]],
    named: Mapping[str, Project],
    key: str,
    own: str,
    other: str,
) -> list[Mix]:
    found = [
        Mix(named.get(cell[other]), cell[other], cell["count"])
        for cell in cells
        if cell[own] == key
    ]
    return sorted(found, key=lambda mix: -mix.count)[:8]
