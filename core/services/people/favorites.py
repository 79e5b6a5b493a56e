"""What people star: it stands beside every page of theirs."""

from django.utils.translation import gettext_lazy as _

from core.exceptions import InvalidInput
from core.models import Favorite, Project, Task, User


def add_favorite(
    *, actor: User, project: Project | None, task: Task | None
) -> Favorite:
    """Star a project or a task; starring twice changes nothing."""
    if (project is None) == (task is None):
        raise InvalidInput(_("Star exactly one thing: a project or a task."))
    favorite, _created = Favorite.objects.get_or_create(
        user=actor, project=project, task=task
    )
    return favorite


def remove_favorite(*, actor: User, favorite: Favorite) -> None:
    favorite.delete()


def toggle_favorite(
    *, actor: User, project: Project | None = None, task: Task | None = None
) -> None:
    """Star a project or a task, or take the star back."""
    taken_back, _rows = actor.favorites.filter(project=project, task=task).delete()
    if not taken_back:
        add_favorite(actor=actor, project=project, task=task)
