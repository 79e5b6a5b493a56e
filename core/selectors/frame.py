"""What stands around every page: what waits, and what the user starred."""

from dataclasses import dataclass

from django.db.models import Exists, Q

from core import access
from core.choices import JobKind, JobState, ModelState, TaskStatus
from core.models import Favorite, Job, TrainedModel, User
from core.selectors.counting import number_of
from core.selectors.documents import review_queue
from core.selectors.notifications import unread

MOST_STARS = 12


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``stars`` are the user's favourites with their project or task."""

    waiting: int
    open_tasks: int
    has_model: bool
    is_paused: bool
    is_training: bool
    unread: int
    stars: list[Favorite]


def surroundings(user: User) -> Surroundings:
    """Two queries, since every page asks them: the numbers at once, and the stars."""
    mine = access.visible_tasks(user).filter(assignee=user)
    training = Job.objects.filter(
        kind=JobKind.TRAIN, state__in=[JobState.QUEUED, JobState.RUNNING]
    )
    champion = TrainedModel.objects.filter(state=ModelState.CHAMPION)
    numbers = User.objects.filter(pk=user.pk).values_list(
        number_of(review_queue(user)),
        number_of(mine.exclude(status=TaskStatus.DONE)),
        Exists(champion),
        Exists(champion.exclude(filing_paused_at=None)),
        Exists(training),
        number_of(unread(user)),
    )
    waiting, tasks, has_model, is_paused, is_training, new = numbers.get()
    return Surroundings(
        waiting=waiting,
        open_tasks=tasks,
        has_model=has_model,
        is_paused=is_paused,
        is_training=is_training,
        unread=new,
        stars=stars(user),
    )


def stars(user: User) -> list[Favorite]:
    """The user's favourites that they may still see, newest last."""
    seen = Q(project__in=access.visible_projects(user))
    seen |= Q(task__in=access.visible_tasks(user))
    shown = user.favorites.filter(seen).select_related("project", "task")
    return list(shown.order_by("id")[:MOST_STARS])
