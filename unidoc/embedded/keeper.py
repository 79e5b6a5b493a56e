"""The process that keeps an embedded PostgreSQL running while anybody uses it.

`python -m unidoc.embedded.keeper DATA [volatile]` starts the server, says "ready" on stdout, and stops it
when the last user's lock is gone - by leaving, by SIGTERM or by kill -9, it is all the same.
If the keeper itself is killed, the next user starts a new one, which takes over.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from unidoc.embedded import cluster
from unidoc.embedded.locks import FileLock
from unidoc.embedded.place import Place, place_for
from unidoc.errors import StartupError

LOOK_SECONDS = 0.2


class Told:
    """Notes that SIGTERM came."""

    to_stop = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.to_stop = True


def main(data: str, *, volatile: bool) -> int:
    place = place_for(Path(data))
    told = Told()
    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    users = FileLock(place.folder / "users.lock")
    with FileLock(place.folder / "keeper.lock") as own:
        if not own.try_exclusive():
            return 0
        own.write(str(os.getpid()))
        return _keep(place, users, told, volatile=volatile)


def _keep(place: Place, users: FileLock, told: Told, *, volatile: bool) -> int:
    try:
        cluster.start(place, volatile=volatile)
    except StartupError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    sys.stdout.write("ready\n")
    sys.stdout.close()
    while not told.to_stop and not users.try_exclusive():
        time.sleep(LOOK_SECONDS)
        if cluster.running(place) is None:  # somebody killed it
            cluster.start(place, volatile=volatile)
    cluster.stop(place)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], volatile="volatile" in sys.argv[2:]))
