"""MLflow's server for the time of the preparation, so that a first model can be tracked."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from unidoc.errors import StartupError
from unidoc.processes import Program

START_SECONDS = 180
STOP_SECONDS = 20


class BackgroundServer:
    """A program that is started early, waited for when it is needed, and ended."""

    def __init__(self, program: Program, health: str, log: Path) -> None:
        self.health = health
        self.log = log
        with log.open("w") as output:
            self._process = subprocess.Popen(  # noqa: S603
                program.command,
                env=program.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Return when it answers; raises StartupError when it ends or takes too long."""
        end = time.monotonic() + START_SECONDS
        while not answers(self.health):
            if self._process.poll() is not None or time.monotonic() > end:
                raise StartupError(f"MLflow did not start: {self.log} says why.")
            time.sleep(0.3)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def answers(url: str) -> bool:
    """Whether a GET of `url` gives 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
