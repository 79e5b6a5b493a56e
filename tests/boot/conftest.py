from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest

from unidoc import embedded
from unidoc.env import ROOT

STARTS = """
import sys, time
from pathlib import Path
from unidoc import embedded
print(embedded.ensure_database(Path(sys.argv[1]), volatile=True), flush=True)
sys.stdin.read()
"""


class User:
    """Another process that uses the embedded database until told to end."""

    def __init__(self, data: Path) -> None:
        command = [sys.executable, "-c", STARTS, str(data)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    @property
    def url(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate()

    def end(self, signal: int) -> None:
        self.process.send_signal(signal)
        self.process.communicate()


@pytest.fixture
def bare() -> Iterator[Path]:
    """An empty data folder that every OS user may pass, as root's PostgreSQL must."""
    with open_folder() as folder:
        yield folder
        wait_until(lambda: not processes_of(folder))


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A data folder with a cluster in it, to copy: quicker than to make each anew."""
    with open_folder() as folder:
        embedded.join(folder, volatile=True).leave()
        yield folder


@pytest.fixture
def data(bare: Path, made: Path) -> Path:
    """A data folder of one's own with a stopped cluster in it."""
    subprocess.run(["cp", "-a", made / "postgresql", bare], check=True)
    return bare


@contextmanager
def open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="unidoc-boot-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def new_user(data: Path) -> Iterator[Callable[[], User]]:
    with ExitStack() as stack:

        def make() -> User:
            user = User(data)
            stack.callback(user.leave)
            return user

        yield make


def processes_of(folder: Path) -> list[psutil.Process]:
    """Keepers and servers of the data folder."""
    return [
        one
        for one in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in one.info["cmdline"] or [])
        and (
            "postgres" in one.info["cmdline"][0]
            or "keeper" in " ".join(one.info["cmdline"])
        )
    ]


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)
