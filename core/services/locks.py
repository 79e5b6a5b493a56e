"""Locks that hold between processes and machines, kept by PostgreSQL.

A lock goes with the connection or transaction that took it: a process that dies leaves none
behind.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_SPACE = 0x756E6964  # keeps our locks apart from those of others in the same database


@contextmanager
def attempt(name: str) -> Iterator[bool]:
    """Whether the lock of this name is ours for the block; never waits."""
    key = [_SPACE, zlib.crc32(name.encode()) & 0x7FFFFFFF]
    if not _ask("SELECT pg_try_advisory_lock(%s, %s)", key):
        yield False
        return
    try:
        yield True
    finally:
        _ask("SELECT pg_advisory_unlock(%s, %s)", key)


def take_turns(name: str) -> None:
    """Wait until nobody else who asked for this name is in a transaction; then it is our turn.

    It ends with ours.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"core.{name}"]
        )


def _ask(question: str, key: list[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, key)
        [answer] = cursor.fetchone() or [False]
    return bool(answer)
