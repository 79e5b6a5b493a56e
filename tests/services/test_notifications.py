"""Who is told of what, on the page and by letter, and where a letter leads."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core.choices import JobKind, JobState, ModelState, NotificationKind, TaskStatus
from core.models import Comment, Job, Notification, Task, TrainedModel, User
from core.selectors.notifications import list_notifications, title_of, unread
from core.services import tasks, work_queue
from core.services.people import notifications
from core.services.people.users import service_account
from tests.cast import Cast
from tests.teaching import Teach


def letters() -> int:
    return ProcrastinateJob.objects.filter(task_name="core.send_letter").count()


def with_address(user: User, language: str = "en") -> User:
    user.email, user.language = f"{user.username}@example.org", language
    user.save()
    return user


def make_task(cast: Cast, by: User, **values: Any) -> Task:
    given = {"title": "Check the lot", **values}
    return tasks.create_task(actor=by, project=cast.tender, values=given)


def mention(cast: Cast) -> Comment:
    task = make_task(cast, cast.editor)
    return tasks.add_comment(actor=cast.editor, on=task, body="Look, @editor @viewer.")


def told(user: User) -> list[str]:
    return [title_of(one) for one in list_notifications(user)]


def test_a_mention_is_told_and_becomes_a_letter_in_the_readers_language(
    cast: Cast, settings: Any
) -> None:
    settings.SITE_URL = "https://unidoc.example.org"
    reader = with_address(cast.viewer, "ru")
    mention(cast)
    assert told(reader) == ["editor mentioned you: Check the lot"]
    assert told(cast.editor) == []
    assert letters() == 1
    one = reader.notifications.get()
    notifications.send_letter(one.pk)
    [letter] = mail.outbox
    assert letter.subject == "editor упоминает вас: Check the lot"
    assert letter.to == [reader.email]
    address = f"https://unidoc.example.org/notifications/{one.pk}/"
    assert letter.body == f"Look, @editor @viewer.\n\n{address}"


def test_who_is_mentioned_later_is_told_then(cast: Cast) -> None:
    comment = mention(cast)
    tasks.edit_comment(actor=cast.editor, comment=comment, body="@viewer and @manager")
    assert len(told(cast.manager)) == len(told(cast.viewer)) == 1


def test_nobody_is_told_of_what_they_no_longer_see(cast: Cast) -> None:
    reader = with_address(cast.viewer)
    mention(cast)
    cast.tender.memberships.get(user=reader).delete()
    notifications.send_letter(reader.notifications.get().pk)
    assert mail.outbox == []
    assert told(reader) == []
    assert unread(reader).count() == 0


def test_an_assignee_is_told_once_and_never_of_their_own_doing(cast: Cast) -> None:
    reader = with_address(cast.editor)
    make_task(cast, reader, assignee=reader)
    assert told(reader) == []
    task = make_task(cast, cast.manager, assignee=reader)
    tasks.update_task(actor=cast.manager, task=task, values={"title": "Check lot 2"})
    assert told(reader) == ["A task is yours now: Check lot 2"]
    assert letters() == 1


def test_who_has_no_address_gets_no_letter(cast: Cast) -> None:
    make_task(cast, cast.manager, assignee=cast.editor)
    assert (letters(), len(told(cast.editor))) == (0, 1)


def test_who_wants_no_letters_has_the_bell_alone(cast: Cast) -> None:
    reader = with_address(cast.editor)
    make_task(cast, cast.manager, assignee=reader)
    reader.wants_letters = False
    reader.save()
    make_task(cast, cast.manager, assignee=reader)
    assert (letters(), len(told(reader))) == (1, 2)
    # One that waits already is not sent either.
    notifications.send_letter(reader.notifications.earliest("id").pk)
    assert mail.outbox == []


def test_nobody_is_told_without_their_letter(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queue_away(name: str, *, queue: str) -> None:
        raise ConnectionError

    today = timezone.localdate()
    reader = with_address(cast.editor)
    make_task(cast, reader, assignee=reader, due_date=today)
    with monkeypatch.context() as broken:
        broken.setattr(work_queue, "task", queue_away)
        with pytest.raises(ConnectionError):
            notifications.tell_due(today)
    assert (notifications.tell_due(today), letters()) == (1, 1)


def test_a_due_date_is_told_once(cast: Cast) -> None:
    today = timezone.localdate()
    for days, status in ((0, "new"), (1, "new"), (2, "new"), (0, TaskStatus.DONE)):
        due = today + datetime.timedelta(days=days)
        values = {"title": f"Due {days} {status}", "due_date": due, "status": status}
        make_task(cast, cast.editor, assignee=cast.editor, **values)
    assert notifications.tell_due(today) == 2
    assert notifications.tell_due(today) == 0
    assert sorted(told(cast.editor)) == [
        "A task of yours is due: Due 0 new",
        "A task of yours is due: Due 1 new",
    ]


@pytest.fixture
def training(cast: Cast) -> Job:
    return Job.objects.create(
        kind=JobKind.TRAIN,
        created_by=cast.admin,
        state=JobState.FAILED,
        failure_reason="Too few documents",
    )


def test_a_training_tells_who_asked_for_it(cast: Cast, training: Job) -> None:
    notifications.training_ended(training)
    assert told(cast.admin) == ["The training failed"]
    notifications.training_ended(training)
    assert len(told(cast.admin)) == 1
    training.finished_at = timezone.now()  # tried again: its attempts began anew
    notifications.training_ended(training)
    assert len(told(cast.admin)) == 2
    training.state = JobState.CANCELLED
    training.finished_at = timezone.now()
    notifications.training_ended(training)
    assert len(told(cast.admin)) == 2


def test_a_training_by_itself_concerns_administrators_when_it_matters(
    cast: Cast, teach: Teach, training: Job
) -> None:
    model = teach(12)
    trainer = service_account("trainer")
    training.created_by, training.state = trainer, JobState.DONE
    training.result = {"model": model.pk}
    training.save()
    TrainedModel.objects.update(state=ModelState.CANDIDATE)
    notifications.training_ended(training)
    assert told(cast.admin) == []
    TrainedModel.objects.update(state=ModelState.CHALLENGER)
    notifications.training_ended(training)
    assert told(cast.admin) == [f"The training has ended: model {model.pk}"]
    assert not trainer.notifications.exists()


def test_a_step_down_is_for_administrators_alone(cast: Cast, teach: Teach) -> None:
    model = teach(12)
    model.filing_paused_at = timezone.now()
    model.filing_paused_because = {"audited": 20, "wrong": 9}
    notifications.filing_paused(model)
    assert told(cast.admin) == ["Filing has stepped down to suggesting"]
    assert told(cast.manager) == []
    cast.admin.is_staff = False
    cast.admin.save()
    assert told(cast.admin) == []


def test_reading_counts_once(cast: Cast) -> None:
    mention(cast)
    one = Notification.objects.get(kind=NotificationKind.MENTION)
    notifications.read(actor=cast.manager, notification=one)
    assert unread(cast.viewer).count() == 1
    notifications.read(actor=cast.viewer, notification=one)
    assert unread(cast.viewer).count() == 0
    assert notifications.read_all(actor=cast.viewer) == 0
