"""What something took: by the clock, and of CPU here and in the database."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple


class Moment(NamedTuple):
    """Milliseconds: by the clock, and of CPU in this process and in its PostgreSQL backend."""

    wall: float
    cpu: float

    def __sub__(self, other: object) -> Moment:
        assert isinstance(other, Moment)
        return Moment(self.wall - other.wall, self.cpu - other.cpu)


def now() -> Moment:
    """Read from Linux, so that the other work of a busy machine counts for nothing."""
    from django.db import connection  # the settings are known only now

    connection.ensure_connection()
    assert connection.connection is not None
    processes = ("self", connection.connection.info.backend_pid)
    spent = sum(
        int(Path(f"/proc/{one}/schedstat").read_text().split()[0]) for one in processes
    )
    return Moment(time.perf_counter() * 1000, spent / 1e6)
