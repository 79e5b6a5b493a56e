from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from core.models import User
from core.services import notifications, tasks
from tests.cast import Cast


def queued(name: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=name).count()


def with_address(user: User, language: str = "en") -> User:
    user.email, user.language = f"{user.username}@example.org", language
    user.save()
    return user


def test_a_mention_becomes_a_letter_in_the_readers_language(cast: Cast) -> None:
    reader = with_address(cast.viewer, "ru")
    task = tasks.create_task(
        actor=cast.editor, project=cast.tender, values={"title": "Check the lot"}
    )
    comment = tasks.add_comment(actor=cast.editor, on=task, body="Look, @viewer")
    assert queued("core.tell_mentioned") == 1
    notifications.send_mention(comment.pk, reader.pk)
    [letter] = mail.outbox
    assert letter.subject == "editor упоминает вас: Check the lot"
    assert (letter.to, letter.body) == ([reader.email], "Look, @viewer")


def test_nobody_is_told_of_what_they_no_longer_see(cast: Cast) -> None:
    reader = with_address(cast.viewer)
    task = tasks.create_task(
        actor=cast.editor, project=cast.tender, values={"title": "Check the lot"}
    )
    comment = tasks.add_comment(actor=cast.editor, on=task, body="Look, @viewer")
    cast.tender.memberships.get(user=reader).delete()
    notifications.send_mention(comment.pk, reader.pk)
    assert mail.outbox == []


def test_an_assignee_is_told_once_and_never_of_their_own_doing(cast: Cast) -> None:
    reader = with_address(cast.editor)
    values = {"title": "Check the lot", "assignee": reader}
    tasks.create_task(actor=reader, project=cast.tender, values=values)
    assert queued("core.tell_assigned") == 0
    task = tasks.create_task(actor=cast.manager, project=cast.tender, values=values)
    tasks.update_task(actor=cast.manager, task=task, values={"title": "Check lot 2"})
    assert queued("core.tell_assigned") == 1
    notifications.send_assignment(task.pk, reader.pk)
    assert mail.outbox[0].subject == "A task is yours now: Check lot 2"


def test_who_has_no_address_gets_no_letter(cast: Cast) -> None:
    values = {"title": "Check the lot", "assignee": cast.editor}
    tasks.create_task(actor=cast.manager, project=cast.tender, values=values)
    assert queued("core.tell_assigned") == 0
