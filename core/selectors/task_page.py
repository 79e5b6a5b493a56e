"""What a task's page shows."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core import access
from core.choices import TaskStatus
from core.models import AuditEvent, Comment, Document, Favorite, Task, User
from core.selectors.documents import list_documents
from core.selectors.tasks import BY_DUE_DATE, list_comments, list_tasks


@dataclass(frozen=True, slots=True)
class TaskView:
    task: Task
    subtasks: list[Task]
    documents: list[Document]
    comments: list[Comment]
    activity: list[AuditEvent]
    star: Favorite | None


def open_task(user: User, pk: object) -> TaskView:
    """The task with everything around it. Raises ``NotFound``."""
    task = access.access_task(user, pk)
    documents = list_documents(user).filter(task=task, project=task.project)
    return TaskView(
        task=list_tasks(user).select_related("parent").get(pk=task.pk),
        subtasks=list(list_tasks(user).filter(parent=task).order_by("id")),
        documents=list(documents.order_by("-id")[:50]),
        comments=list(list_comments(user).filter(task=task)),
        activity=_activity(task),
        star=user.favorites.filter(task=task).first(),
    )


def find_tasks(
    user: User, *, mine: bool, status: str = "", project: int | None = None
) -> QuerySet[Task]:
    """Tasks, the most urgent first; without a status, the open ones."""
    tasks = list_tasks(user).order_by(*BY_DUE_DATE)
    if mine:
        tasks = tasks.filter(assignee=user)
    if project is not None:
        tasks = tasks.filter(project=project)
    if status:
        return tasks.filter(status=status)
    return tasks.exclude(status=TaskStatus.DONE)


def assignable(task: Task) -> QuerySet[User]:
    """Who may be given the task; who has it may keep it, though no member any more."""
    members = Q(pk__in=task.project.memberships.values("user"), is_active=True)
    return User.objects.filter(members | Q(pk=task.assignee_id))


def _activity(task: Task) -> list[AuditEvent]:
    events = AuditEvent.objects.filter(object_type="task", object_id=str(task.pk))
    return list(events.select_related("actor").order_by("-id")[:30])
