"""What the places share that workers look at for documents: whose account, one look at a time,
and a failure that people can read on the system's page.
"""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.choices import InletKind
from core.exceptions import ProductError, Unavailable
from core.models import Inlet, User
from core.services import locks
from core.services.people.users import service_account

logger = structlog.get_logger(__name__)


def account() -> User:
    """On whose behalf documents come in. Raises :class:`Unavailable` if there is no such user."""
    name = settings.INTAKE_USER
    if not name:
        return service_account("intake")
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        message = _("There is no active user “{name}”: INTAKE_USER must name one.")
        raise Unavailable(message.format(name=name), code="no-intake-user")
    return user


def look(kind: InletKind, place: str, work: Callable[[Inlet], None]) -> None:
    """Do ``work`` on a place, unless another worker is at it; keep why it failed."""
    with locks.attempt(f"inlet {kind} {place}") as ours:
        if ours:
            _look(kind, place, work)


def _look(kind: InletKind, place: str, work: Callable[[Inlet], None]) -> None:
    inlet, _created = Inlet.objects.get_or_create(kind=kind, place=place)
    problem = ""
    try:
        work(inlet)
    except ProductError as failure:
        problem = str(failure)
        logger.warning("inlet_failed", inlet=str(inlet), reason=problem)
    Inlet.objects.filter(pk=inlet.pk).update(problem=problem, looked_at=timezone.now())
