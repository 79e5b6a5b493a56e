"""The process set runs together and ends together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.boot.conftest import wait_until
from unidoc import stack
from unidoc.env import ROOT

# Runs programs given as Python source, as `make up` runs its own.
RUNS = """
import os, sys
from pathlib import Path
from unidoc import env, stack
from unidoc.processes import Program

data, *sources = sys.argv[1:]
lock = stack.claim(Path(data))
programs = [
    Program(f"p{number}", (sys.executable, "-c", source))
    for number, source in enumerate(sources)
]
sys.exit(stack.run(programs, env.read()))
"""
# Told to end when it has begun to start them and knows of none yet.
TOLD_EARLY = """
from unidoc import stack

early = stack._Stack()
for name in ("p0", "p1"):
    early.add_process(name, "exec sleep 60")
early.terminate()
early.loop()
"""
# A server with a child of its own, as gunicorn has.
SERVES = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
FAILS = "raise SystemExit(3)"


def run(data: Path, *sources: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUNS, str(data), *sources],
        env={**os.environ, "UNIDOC_DATA_DIR": str(data)},
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def children(data: Path) -> list[psutil.Process]:
    return [one for one in psutil.process_iter() if stack._mark(one) == str(data)]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for one in children(tmp_path):
        one.kill()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_everything(data: Path, how: signal.Signals) -> None:
    running = run(data, SERVES, SERVES)
    wait_until(lambda: len(children(data)) == 4)
    running.send_signal(how)
    running.communicate(timeout=30)
    assert running.returncode == 0
    assert not children(data)


def test_told_to_end_before_all_have_started_it_ends_everything(data: Path) -> None:
    running = subprocess.run(
        [sys.executable, "-c", TOLD_EARLY],
        env={**os.environ, stack.MARK: str(data)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert running.returncode == 0, running.stderr
    assert running.stdout.count("sending SIGTERM") == 2
    assert not children(data)


def test_the_end_of_one_is_the_end_of_all(data: Path) -> None:
    running = run(data, SERVES, FAILS)
    output, _ = running.communicate(timeout=30)
    assert running.returncode == 3, output
    assert not children(data)


def test_a_killed_run_is_cleared_away_by_the_next(data: Path) -> None:
    running = run(data, SERVES)
    wait_until(lambda: len(children(data)) == 2)
    running.kill()
    running.wait()
    assert children(data)
    stack.claim(data).close()
    wait_until(lambda: not children(data))
