"""The audit trail: one row for each write, in the same transaction as the write."""

from collections.abc import Mapping

from django.db.models import Model
from structlog.contextvars import get_contextvars

from core.models import AuditEvent, Project, User

State = Mapping[str, object]


def record(
    *,
    actor: User | None,
    action: str,
    subject: Model,
    project: Project | None = None,
    before: State | None = None,
    after: State | None = None,
) -> AuditEvent:
    """Write who did ``action`` (``noun.verb``) to ``subject``; states are JSON-ready."""
    return AuditEvent.objects.create(
        actor=actor,
        action=action,
        object_type=subject._meta.model_name or "",
        object_id=str(subject.pk),
        project=project,
        before=before or {},
        after=after or {},
        request_id=str(get_contextvars().get("request_id", "")),
    )
