"""Tasks: the list, the board, and a task's own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access
from core.choices import Role, TaskStatus
from core.exceptions import InvalidInput
from core.models import Project, Task
from core.selectors import project_page, review, task_page
from core.selectors.project_page import Header
from core.selectors.task_page import TaskView
from core.services import tasks
from core.services.people import favorites
from core.web.forms.documents import CommentForm
from core.web.forms.tasks import NewTaskForm, TaskFilterForm, TaskForm
from core.web.pages import (
    actor,
    after,
    back,
    checked,
    saved,
    show,
    typed,
    wants_fragment,
)

SHOWN = 200


@dataclass(frozen=True, slots=True)
class TaskList:
    form: TaskFilterForm
    tasks: list[Task]
    projects: list[Project]
    whose: str
    status: str
    project: int | None
    statuses: list[tuple[str, str]]


@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    form = TaskFilterForm(request.GET)
    form.is_valid()
    whose, status = (
        form.cleaned_data.get("whose", ""),
        form.cleaned_data.get("status", ""),
    )
    project = form.cleaned_data.get("project")
    found = task_page.find_tasks(user, mine=not whose, status=status, project=project)
    page = TaskList(
        form=form,
        tasks=list(found[:SHOWN]),
        projects=list(access.visible_projects(user).order_by("name")),
        whose=whose,
        status=status,
        project=project,
        statuses=[(value, str(label)) for value, label in TaskStatus.choices],
    )
    return show(request, "tasks/list.html", page)


@require_http_methods(["GET", "POST"])
def new_task(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    start = {"project": request.GET.get("project")}
    form = NewTaskForm(
        request.POST or None, projects=review.fileable_projects(user), initial=start
    )
    made: list[Task] = []

    def write(values: dict[str, Any]) -> object:
        project = values.pop("project")
        task = tasks.create_task(actor=user, project=project, values=values)
        made.append(task)
        return task

    if request.method == "POST" and saved(form, write):
        return after(request, _("The task is there."), "web:task", made[0].pk)
    return show(request, "tasks/new.html", form)


@dataclass(frozen=True, slots=True)
class TaskPage:
    view: TaskView
    form: TaskForm
    may_edit: bool
    statuses: list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """A task; posted, its changed fields."""
    user = actor(request)
    found = access.access_task(user, pk)
    people = task_page.assignable(found)
    # A form writes into its object what was typed, fit or not: it gets a copy of its own.
    form = TaskForm(
        request.POST or None, instance=access.access_task(user, pk), people=people
    )

    def write(values: dict[str, Any]) -> object:
        return tasks.update_task(actor=user, task=found, values=values)

    if request.method == "POST" and saved(form, write):
        return after(request, _("Saved."), "web:task", pk)
    role = access.role_in(user, found.project)
    page = TaskPage(
        view=task_page.open_task(user, pk),
        form=form,
        may_edit=role is not None and role.includes(Role.EDITOR),
        statuses=[(value, str(label)) for value, label in TaskStatus.choices],
    )
    return show(request, "tasks/detail.html", page)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the task to another column."""
    user = actor(request)
    found = access.access_task(user, pk)
    status = request.POST.get("status", "")
    if status not in TaskStatus.values:
        raise InvalidInput(_("There is no such status."))
    tasks.update_task(actor=user, task=found, values={"status": TaskStatus(status)})
    if wants_fragment(request):
        return HttpResponse(status=204)
    return after(request, _("Saved."), "web:task", pk)


@require_POST
def add_subtask(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_task(user, pk)
    title = typed(request.POST, "title", 300)
    if not title:
        raise InvalidInput(_("A task needs a title."))
    values = {"title": title, "parent": found}
    tasks.create_task(actor=user, project=found.project, values=values)
    return after(request, "", "web:task", pk)


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_task(user, pk)
    tasks.add_comment(actor=user, on=found, **checked(CommentForm(request.POST)))
    return after(request, "", "web:task", pk)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_task(user, pk, Role.EDITOR)
    project = found.project_id
    tasks.delete_task(actor=user, task=found)
    return after(request, _("The task is gone."), "web:project-board", project)


@require_POST
def star(request: HttpRequest, pk: int) -> HttpResponse:
    """Star the task, or take the star back."""
    user = actor(request)
    found = access.access_task(user, pk)
    favorites.toggle_favorite(actor=user, task=found)
    return back(request, "", "web:tasks")


@dataclass(frozen=True, slots=True)
class Column:
    status: str
    name: str
    tasks: list[Task]


@dataclass(frozen=True, slots=True)
class BoardPage:
    header: Header
    columns: list[Column]


@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    project = access.access_project(user, pk)
    tasks_by_status = project_page.board(user, project)
    columns = [
        Column(value, str(label), tasks_by_status.get(value, []))
        for value, label in TaskStatus.choices
    ]
    header = project_page.header(user, project, "board")
    return show(request, "projects/board.html", BoardPage(header, columns))
