"""What administrators look at: users, the audit log, jobs."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from core import access
from core.models import AuditEvent, Inlet, Job, User


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What of the log to show; an empty field narrows nothing."""

    actor: str = ""
    action: str = ""
    object_type: str = ""
    object_id: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None


def list_users(user: User, words: str) -> QuerySet[User]:
    """Every account with ``project_count``. Raises ``Forbidden`` for others than staff."""
    access.require_staff(user)
    fits = Q(username__icontains=words) | Q(email__icontains=words)
    fits |= Q(first_name__icontains=words) | Q(last_name__icontains=words)
    users = User.objects.filter(fits) if words else User.objects.all()
    return users.annotate(project_count=Count("memberships")).order_by(
        "-is_active", "username"
    )


def list_audit(user: User, wanted: AuditFilter) -> QuerySet[AuditEvent]:
    """The log, the newest first. Raises ``Forbidden`` for others than staff."""
    access.require_staff(user)
    conditions = {
        "actor__username__iexact": wanted.actor,
        "action": wanted.action,
        "object_type": wanted.object_type,
        "object_id": wanted.object_id,
        "created_at__date__gte": wanted.since,
        "created_at__date__lte": wanted.until,
    }
    given = {name: value for name, value in conditions.items() if value}
    return AuditEvent.objects.filter(**given).select_related("actor", "project")


def list_jobs(user: User, state: str) -> QuerySet[Job]:
    """Everybody's jobs. Raises ``Forbidden`` for others than staff."""
    access.require_staff(user)
    jobs = Job.objects.select_related(
        "version__document", "version__extraction", "created_by"
    ).defer("params", "result", "version__extraction__text")
    return jobs.filter(state=state) if state else jobs


def list_inlets(user: User) -> QuerySet[Inlet]:
    """The places that workers look at. Raises ``Forbidden`` for others than staff."""
    access.require_staff(user)
    return Inlet.objects.all()
