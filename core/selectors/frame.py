"""What stands around every page: what waits, and what the user starred."""

from dataclasses import dataclass

from core import access
from core.choices import JobKind, JobState, ModelState, TaskStatus
from core.models import Favorite, Job, TrainedModel, User
from core.selectors.documents import review_queue


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``stars`` are the user's favourites with their project or task."""

    waiting: int
    open_tasks: int
    has_model: bool
    is_training: bool
    stars: list[Favorite]


def surroundings(user: User) -> Surroundings:
    mine = access.visible_tasks(user).filter(assignee=user)
    training = Job.objects.filter(
        kind=JobKind.TRAIN, state__in=[JobState.QUEUED, JobState.RUNNING]
    )
    return Surroundings(
        waiting=review_queue(user).count(),
        open_tasks=mine.exclude(status=TaskStatus.DONE).count(),
        has_model=TrainedModel.objects.filter(state=ModelState.CHAMPION).exists(),
        is_training=training.exists(),
        stars=stars(user),
    )


def stars(user: User) -> list[Favorite]:
    """The user's favourites that they may still see, newest last."""
    shown = user.favorites.filter(project=None) | user.favorites.filter(
        project__in=access.visible_projects(user)
    )
    return list(shown.select_related("project", "task").order_by("id")[:12])
