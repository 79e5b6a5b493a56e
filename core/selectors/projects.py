"""Reading projects and what belongs to them."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from core import access
from core.choices import TaskStatus
from core.models import Document, Membership, Project, Task, Topic, User
from core.selectors.counting import number_of


def list_topics(user: User) -> QuerySet[Topic]:
    """Topics with ``project_count``: the projects that the user may see."""
    shown = Q(projects__in=access.visible_projects(user))
    return access.visible_topics(user).annotate(
        project_count=Count("projects", filter=shown, distinct=True)
    )


def list_projects(user: User) -> QuerySet[Project]:
    """Projects with ``document_count``, ``open_task_count`` and the user's ``role``."""
    roles = Membership.objects.filter(project=OuterRef("pk"), user=user)
    documents = Document.objects.filter(project=OuterRef("pk"), trashed_at=None)
    open_tasks = Task.objects.filter(project=OuterRef("pk")).exclude(
        status=TaskStatus.DONE
    )
    return (
        access.visible_projects(user)
        .select_related("topic")
        .annotate(
            document_count=number_of(documents),
            open_task_count=number_of(open_tasks),
            role=Subquery(roles.values("role")[:1]),
        )
    )


def list_members(project: Project) -> QuerySet[Membership]:
    return project.memberships.select_related("user")
