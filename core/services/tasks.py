"""Tasks and comments."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import access
from core.choices import Role
from core.exceptions import InvalidInput
from core.models import Comment, Document, Project, Task, User
from core.services import audit, changes, locks
from core.services.people import notifications

# A name may hold dots and dashes; those at its end belong to the sentence.
MENTION = re.compile(r"(?<![\w@])@([\w.+-]{0,149}\w)")


@transaction.atomic
def create_task(*, actor: User, project: Project, values: Mapping[str, Any]) -> Task:
    access.require_role(actor, project, Role.EDITOR)
    _check(project, values)
    task = Task.objects.create(project=project, created_by=actor, **values)
    audit.record(
        actor=actor,
        action="task.create",
        subject=task,
        project=project,
        after={"title": task.title},
    )
    notifications.assigned(task, actor)
    return task


@transaction.atomic
def update_task(*, actor: User, task: Task, values: Mapping[str, Any]) -> Task:
    """Change a task. Its assignee may move its status even as a viewer."""
    moves_own = set(values) <= {"status"} and task.assignee_id == actor.pk
    access.require_role(actor, task.project, Role.VIEWER if moves_own else Role.EDITOR)
    _check(task.project, values, task)
    changed = changes.apply(
        actor=actor, subject=task, values=values, project=task.project
    )
    if "assignee" in changed:
        notifications.assigned(task, actor)
    return task


@transaction.atomic
def delete_task(*, actor: User, task: Task) -> None:
    access.require_role(actor, task.project, Role.EDITOR)
    audit.record(
        actor=actor,
        action="task.delete",
        subject=task,
        project=task.project,
        before={"title": task.title},
    )
    task.delete()


@transaction.atomic
def add_comment(*, actor: User, on: Task | Document, body: str) -> Comment:
    """Comment on a task or a document; ``@username`` mentions people who can see it."""
    comment = Comment(author=actor, body=body)
    if isinstance(on, Task):
        comment.task = on
    else:
        comment.document = on
    comment.save()
    people = _mentioned(on.project, body)
    comment.mentions.set(people)
    notifications.mentioned(comment, people)
    audit.record(
        actor=actor,
        action="comment.create",
        subject=comment,
        project=on.project,
        after={"on": f"{on._meta.model_name}:{on.pk}"},
    )
    return comment


@transaction.atomic
def edit_comment(*, actor: User, comment: Comment, body: str) -> Comment:
    comment.body = body
    comment.edited_at = timezone.now()
    comment.save(update_fields=["body", "edited_at"])
    project = _project_of(comment)
    people = _mentioned(project, body)
    comment.mentions.set(people)
    notifications.mentioned(comment, people)
    audit.record(actor=actor, action="comment.edit", subject=comment, project=project)
    return comment


@transaction.atomic
def delete_comment(*, actor: User, comment: Comment) -> None:
    audit.record(
        actor=actor,
        action="comment.delete",
        subject=comment,
        project=_project_of(comment),
    )
    comment.delete()


def _project_of(comment: Comment) -> Project | None:
    if comment.task is not None:
        return comment.task.project
    return comment.document.project if comment.document else None


def _mentioned(project: Project | None, body: str) -> list[User]:
    names = set(MENTION.findall(body))
    if project is None or not names:
        return []
    return list(User.objects.filter(username__in=names, memberships__project=project))


def _check(
    project: Project, values: Mapping[str, Any], task: Task | None = None
) -> None:
    assignee = values.get("assignee")
    if assignee is not None and access.role_in(assignee, project) is None:
        raise InvalidInput.of(
            "assignee", _("This person is not a member of the project.")
        )
    parent = values.get("parent")
    if parent is not None and parent.project_id != project.pk:
        raise InvalidInput.of(
            "parent", _("The parent task belongs to another project.")
        )
    if parent is not None and task is not None and _is_below(parent, task):
        raise InvalidInput.of("parent", _("A task cannot be its own subtask."))


def _is_below(candidate: Task, task: Task) -> bool:
    """Whether ``candidate`` is the task itself or a subtask of it, however deep."""
    # Else two who move at once could each find the way free, and close a circle.
    locks.take_turns(f"subtasks-{task.project_id}")
    above: int | None = candidate.pk
    while above is not None and above != task.pk:
        rows = Task.objects.filter(pk=above)
        above = rows.values_list("parent", flat=True).first()
    return above == task.pk
