"""Real worker processes on a database and a data folder, to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from unidoc import env

# In seconds: how long a killed worker's jobs wait, instead of half a minute.
SILENCE = 2


@dataclass(frozen=True, slots=True)
class Site:
    """Where the product runs: what `manage.py` and the workers are told."""

    database: str
    data: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unidoc.settings.development",
            "UNIDOC_ENV_FILE": os.devnull,
            "DATABASE_URL": self.database,
            "UNIDOC_DATA_DIR": str(self.data),
            "WORKER_SILENCE_SECONDS": str(SILENCE),
            "LOG_LEVEL": "WARNING",
        }

    def start(self, *command: str, **more: str) -> subprocess.Popen[bytes]:
        """Start Python with ``command``, as the leader of a process group of its own."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=env.ROOT,
            env={**self.environment, **more},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @contextmanager
    def worker(
        self, grace: int = 30, silence: int = SILENCE
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A worker as `make up` starts it; killed at the end, if it lives so long."""
        process = self.start(
            *("-m", "unidoc.processes", "worker"),
            WORKER_GRACE_SECONDS=str(grace),
            WORKER_SILENCE_SECONDS=str(silence),
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 of the process alone: its children have to notice by themselves."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.02)
