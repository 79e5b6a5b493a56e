"""Counting requests in the database, so that a limit holds over all web processes together."""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from core.models import RateWindow

# One statement, so that no two processes count the same request away.
COUNT = """
    INSERT INTO core_ratewindow (key, begins_at, ends_at, requests) VALUES (%s, %s, %s, 1)
    ON CONFLICT (key, begins_at) DO UPDATE SET requests = core_ratewindow.requests + 1
    RETURNING requests
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """``requests`` of the current window, this one included; its end in ``seconds_left``."""

    requests: int
    seconds_left: float


def count(*, key: str, seconds: int) -> Counted:
    """Count one request of ``key``. Windows of ``seconds`` follow one another (fixed window)."""
    now = timezone.now()
    begins = datetime.datetime.fromtimestamp(
        now.timestamp() // seconds * seconds, tz=datetime.UTC
    )
    ends = begins + datetime.timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, begins, ends])
        [requests] = cursor.fetchone() or (1,)
    if requests == 1:  # once a window is often enough to clear away what is over
        RateWindow.objects.filter(ends_at__lt=now).delete()
    return Counted(requests, (ends - now).total_seconds())
