"""Letters to people about what concerns them: queued with the act, sent by a worker.

Who has no address, or did it themselves, gets none. A letter is written in its reader's
language, and only if they may still see what it is about.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from core import access
from core.models import Comment, Task, User


def mentioned(comment: Comment, people: Iterable[User]) -> None:
    """Tell everybody whom a comment mentions, its author aside."""
    for person in people:
        if person.email and person.pk != comment.author_id:
            _queue("core.tell_mentioned", comment=comment.pk, user=person.pk)


def assigned(task: Task, actor: User) -> None:
    """Tell the assignee that a task is theirs now."""
    person = task.assignee
    if person is not None and person.email and person.pk != actor.pk:
        _queue("core.tell_assigned", task=task.pk, user=person.pk)


def send_mention(comment: int, user: int) -> None:
    person = User.objects.get(pk=user)
    found = access.visible_comments(person).select_related("author", "task", "document")
    about = found.filter(pk=comment).first()
    if about is None:
        return
    with override(person.language):
        subject = _("%(name)s mentioned you: %(title)s") % {
            "name": about.author.display_name,
            "title": str(about.task or about.document),
        }
        _send(person, subject, about.body)


def send_assignment(task: int, user: int) -> None:
    person = User.objects.get(pk=user)
    found = access.visible_tasks(person).select_related("project")
    about = found.filter(pk=task, assignee=person).first()
    if about is None:
        return
    with override(person.language):
        subject = _("A task is yours now: %(title)s") % {"title": about.title}
        _send(person, subject, f"{about.project.name}\n\n{about.description}".strip())


def _queue(name: str, /, **ids: int) -> None:
    app.configure_task(name, queue="housekeeping").defer(**ids)


def _send(person: User, subject: str, body: str) -> None:
    one_line = " ".join(subject.split())[:200]
    send_mail(one_line, body, settings.DEFAULT_FROM_EMAIL, [person.email])
