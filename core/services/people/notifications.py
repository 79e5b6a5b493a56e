"""Telling people what concerns them: a notification at once, and a letter by a worker.

Nobody is told what they did themselves, nor anything twice. Who has no address, or wants no
letters, gets none. A letter is written in its reader's language, and only if they may still see what
it is about.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from core.choices import JobState, ModelState, NotificationKind, TaskStatus
from core.models import (
    Comment,
    DriftLook,
    Job,
    Notification,
    Task,
    TrainedModel,
    User,
)
from core.selectors.notifications import body_of, list_notifications, title_of
from core.services import work_queue

A_DAY = datetime.timedelta(days=1)


def mentioned(comment: Comment, people: Iterable[User]) -> None:
    """Tell everybody whom a comment mentions, its author aside."""
    for person in people:
        if person.pk != comment.author_id:
            _tell(
                person, NotificationKind.MENTION, f"comment-{comment.pk}", about=comment
            )


def assigned(task: Task, actor: User) -> None:
    """Tell the assignee that a task is theirs now."""
    person = task.assignee
    if person is not None and person.pk != actor.pk:
        moment = timezone.now().isoformat()
        _tell(person, NotificationKind.ASSIGNED, f"task-{task.pk}-{moment}", about=task)


def tell_due(today: datetime.date) -> int:
    """Tell people of their open tasks that are due today or tomorrow; returns how many."""
    soon = Task.objects.filter(
        due_date__range=(today, today + A_DAY), assignee__is_active=True
    ).exclude(status=TaskStatus.DONE)
    told = [
        _tell(
            task.assignee,
            NotificationKind.DUE,
            f"due-{task.pk}-{task.due_date}",
            about=task,
        )
        for task in soon.select_related("assignee")
        if task.assignee is not None
    ]
    return sum(told)


def training_ended(job: Job) -> None:
    """Tell who asked for a training how it ended.

    What began by itself concerns administrators when it failed, or when its model is the
    challenger or serves.
    """
    if job.state not in (JobState.DONE, JobState.FAILED):
        return
    model = TrainedModel.objects.filter(pk=job.result.get("model")).first()
    places = (ModelState.CHALLENGER, ModelState.CHAMPION)
    people = [job.created_by]
    if not job.created_by.has_usable_password():
        weighty = model is None or model.state in places
        people = list(_administrators()) if weighty else []
    for person in people:
        _tell(
            person,
            NotificationKind.TRAINED,
            f"job-{job.pk}-{job.finished_at}",
            about=job,
            model=model,
        )


def filing_paused(model: TrainedModel) -> None:
    """Tell administrators that a model broke its error budget and only suggests now."""
    moment = model.filing_paused_at
    for person in _administrators():
        _tell(
            person, NotificationKind.PAUSED, f"paused-{model.pk}-{moment}", about=model
        )


def drifted(look: DriftLook) -> None:
    """Tell administrators that the documents are no longer those of the training."""
    for person in _administrators():
        _tell(person, NotificationKind.DRIFT, f"drift-{look.pk}", about=look.model)


def read(*, actor: User, notification: Notification) -> Notification:
    """The person has seen it; seeing it twice changes nothing."""
    if notification.user_id == actor.pk and notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


def read_all(*, actor: User) -> int:
    """The person has seen all of theirs; returns how many were new."""
    return actor.notifications.filter(read_at=None).update(read_at=timezone.now())


def send_letter(notification: int) -> None:
    """Send the letter of a notification, unless its reader may not see it any more."""
    person = User.objects.filter(notifications=notification, is_active=True).first()
    if person is None or not person.gets_letters:
        return
    told = list_notifications(person).filter(pk=notification).first()
    if told is None:
        return
    with override(person.language):
        subject = " ".join(title_of(told).split())[:200]
        parts = [body_of(told), address_of(told)]
    body = "\n\n".join(part for part in parts if part)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])


def address_of(told: Notification) -> str:
    """Where a browser opens what a notification is about, from anywhere."""
    return f"{settings.SITE_URL}/notifications/{told.pk}/"


def _administrators() -> Iterable[User]:
    """Those who can sign in: an account of the machine room reads nothing."""
    people = User.objects.filter(is_staff=True, is_active=True)
    return people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


@transaction.atomic
def _tell(
    person: User,
    kind: NotificationKind,
    key: str,
    *,
    about: Comment | Task | Job | TrainedModel,
    model: TrainedModel | None = None,
) -> bool:
    """Tell a person of an event, unless they were told; a letter goes with it, or neither does."""
    names = {Comment: "comment", Task: "task", Job: "job", TrainedModel: "model"}
    values: dict[str, object] = {
        "kind": kind,
        "model": model,
        names[type(about)]: about,
    }
    told, is_new = Notification.objects.get_or_create(
        user=person, key=key, defaults=values
    )
    if is_new and person.gets_letters:
        letter = work_queue.task("send_letter", queue="housekeeping")
        letter.defer(notification=told.pk)
    return is_new
