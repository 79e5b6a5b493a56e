"""Reading notifications: which ones a person sees, and what they say."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import access
from core.choices import JobState, NotificationKind
from core.models import Notification, User
from core.selectors.models import paused_text


def list_notifications(user: User) -> QuerySet[Notification]:
    """The user's notifications with what they are about, newest first."""
    return access.visible_notifications(user).select_related(
        "comment__author",
        "comment__task__project",
        "comment__document",
        "task__project",
        "job",
        "model",
    )


def unread(user: User) -> QuerySet[Notification]:
    return access.visible_notifications(user).filter(read_at=None)


def title_of(told: Notification) -> str:
    """What happened, in one line, in the language of the moment."""
    match told.kind:
        case NotificationKind.MENTION if told.comment is not None:
            return _("%(name)s mentioned you: %(title)s") % {
                "name": told.comment.author.display_name,
                "title": str(told.comment.task or told.comment.document),
            }
        case NotificationKind.ASSIGNED:
            return _("A task is yours now: %(title)s") % {"title": told.task}
        case NotificationKind.DUE:
            return _("A task of yours is due: %(title)s") % {"title": told.task}
        case NotificationKind.TRAINED:
            return _training_title(told)
        case NotificationKind.PAUSED:
            return _("Filing has stepped down to suggesting")
        case NotificationKind.DRIFT:
            return _("The documents that come in have changed")
    return told.get_kind_display()


def body_of(told: Notification) -> str:
    """What there is to say besides; may be empty."""
    match told.kind:
        case NotificationKind.MENTION if told.comment is not None:
            return told.comment.body
        case NotificationKind.ASSIGNED if told.task is not None:
            return f"{told.task.project.name}\n\n{told.task.description}".strip()
        case NotificationKind.DUE if told.task is not None:
            return told.task.project.name
        case NotificationKind.TRAINED if told.job is not None:
            return told.job.failure_reason or _model_line(told)
        case NotificationKind.PAUSED if told.model is not None:
            return paused_text(told.model)
    return ""


def _training_title(told: Notification) -> str:
    if told.job is not None and told.job.state == JobState.FAILED:
        return _("The training failed")
    if told.model is None:
        return _("The training has ended")
    return _("The training has ended: model %(number)d") % {"number": told.model.pk}


def _model_line(told: Notification) -> str:
    return "" if told.model is None else str(told.model.get_state_display())
