"""A real PostgreSQL 18 of our own in the data folder, for whoever names no database.

Any number of processes share it: the first starts it, the others join, it stops with the
last. Each user holds a shared lock on a file; the keeper (`keeper.py`), a process of its own,
waits until it gets that lock alone.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from unidoc.embedded.locks import FileLock
from unidoc.embedded.place import Place, place_for
from unidoc.errors import StartupError

REPOSITORY = Path(__file__).resolve().parent.parent.parent
STOP_SECONDS = 60.0


def ensure_database(data: Path, *, volatile: bool = False) -> str:
    """The URL of the running database `unidoc`; this process uses it until it ends.

    See `join`.
    """
    use = join(data, volatile=volatile)
    atexit.register(use.leave)
    return use.url("unidoc")


@dataclass(slots=True)
class Use:
    """One process's use of the server."""

    place: Place
    users: FileLock
    process: int

    def url(self, database: str) -> str:
        return self.place.url(database)

    def leave(self) -> None:
        """Stop using it. The last one out returns when the server has stopped.

        Does nothing in a fork: the use is its parent's.
        """
        if os.getpid() != self.process:
            return
        self.process = 0
        if self.users.try_exclusive():
            _stop_keeper(self.place)
        self.users.close()


def join(data: Path, *, volatile: bool = False) -> Use:
    """Use the server of the data folder `data`; starts it when it is not running.

    `volatile` is for tests: quicker, and lost when the machine crashes.
    Raises StartupError.
    """
    place = place_for(data.resolve())
    users = FileLock(place.folder / "users.lock")
    users.shared()  # waits while a keeper is stopping the server
    try:
        with FileLock(place.folder / "start.lock") as starting:
            starting.exclusive()
            if not _kept(place):
                _start_keeper(place, data.resolve(), volatile=volatile)
    except StartupError:
        users.close()
        raise
    return Use(place, users, os.getpid())


def _kept(place: Place) -> bool:
    with FileLock(place.folder / "keeper.lock") as lock:
        return not lock.try_exclusive()


def _start_keeper(place: Place, data: Path, *, volatile: bool) -> None:
    command = [sys.executable, "-m", "unidoc.embedded.keeper", str(data)]
    with (place.folder / "keeper.log").open("w") as log:
        keeper = subprocess.Popen(  # noqa: S603
            command + ["volatile"] * volatile,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=REPOSITORY,
            start_new_session=True,  # a Ctrl-C is for the users, not for the server
        )
    with keeper.stdout as answers:  # type: ignore[union-attr]
        answer = answers.readline().strip()
    if answer != "ready":
        raise StartupError(answer or f"The database did not start: see {log.name}.")


def _stop_keeper(place: Place) -> None:
    """End the keeper and wait until it is gone. Holds the users' lock alone meanwhile."""
    with FileLock(place.folder / "keeper.lock") as lock:
        if lock.try_exclusive():
            return  # it was killed before; what it kept stays for the next start
        os.kill(int(lock.read()), signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        while not lock.try_exclusive() and time.monotonic() < end:
            time.sleep(0.05)
