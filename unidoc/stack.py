"""Web, worker and MLflow together in the foreground, once per data folder."""

from __future__ import annotations

import os
import shlex
import socket
from collections.abc import Iterable
from pathlib import Path

import psutil
from honcho import manager as honcho
from honcho.manager import Manager

from unidoc.embedded.locks import FileLock
from unidoc.env import ROOT, Environment
from unidoc.errors import StartupError
from unidoc.processes import Program

# Marks our children, so that the next start finds those whose parent was killed.
MARK = "UNIDOC_STACK"
END_SECONDS = 10


class _Stack(Manager):  # type: ignore[misc]  # honcho has no types
    """honcho's manager fails, and hangs, when it is told to end before it has heard of all of
    its processes: this one ends them as soon as it has.
    """

    _told_to_end = False

    def terminate(self) -> None:
        self._told_to_end = True
        if self._all_started():
            super().terminate()

    def _any_stopped(self) -> bool:
        """What the loop asks, once all have started, before it ends them."""
        return self._told_to_end or super()._any_stopped()


def claim(data: Path) -> FileLock:
    """The right to run on this data folder; ends what a killed run left behind.

    Raises StartupError when UniDoc already runs on it.
    """
    lock = FileLock(data / "up.lock")
    if not lock.try_exclusive():
        running = lock.read() or "unknown"
        raise StartupError(
            f"UniDoc already runs on {data} (process {running}): stop it first, or set "
            "UNIDOC_DATA_DIR and PORT for a second one."
        )
    lock.write(str(os.getpid()))
    _end_all(_left_behind(data))
    return lock


def require_free_port(name: str, host: str, port: int) -> None:
    """Raises StartupError when somebody listens there, or we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartupError(
                f"Port {port} on {host} cannot be used ({error.strerror}): stop what uses it, "
                f"or set {name} to another port."
            ) from error


def run(programs: Iterable[Program], environment: Environment) -> int:
    """Run until Ctrl-C, SIGTERM or the end of one of them; then end all. The exit code:
    0 when we were told to end.
    """
    honcho.KILL_WAIT = END_SECONDS
    stack = _Stack()
    mark = {MARK: str(environment.paths.data)}
    for program in programs:
        stack.add_process(
            program.name,
            f"exec nice -n {program.niceness} {shlex.join(program.command)}",
            env={**program.environment(), **mark},
            cwd=str(ROOT),
        )
    stack.loop()
    return 0 if stack.returncode in (130, 143) else int(stack.returncode or 1)


def _left_behind(data: Path) -> list[psutil.Process]:
    return [one for one in psutil.process_iter() if _mark(one) == str(data)]


def _mark(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except psutil.Error:
        return None  # gone, or another user's


def _end_all(processes: list[psutil.Process]) -> None:
    for one in processes:
        one.terminate()
    _, alive = psutil.wait_procs(processes, timeout=END_SECONDS)
    for one in alive:
        one.kill()
    psutil.wait_procs(alive)
