"""Secrets are made once; what stands in the way of a start is one sentence."""

from __future__ import annotations

import gc
import os
import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from unidoc import collector, stack, startup
from unidoc.env import ROOT
from unidoc.errors import StartupError
from unidoc.testrunner import PytestRunner


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: startup.kept_secret(path), range(8)))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["secret-key"]


def test_an_empty_secret_file_is_never_taken(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    with pytest.raises(StartupError, match="is empty"):
        startup.kept_secret(tmp_path / "secret-key")


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupError, match="set UNIDOC_DATA_DIR"):
        startup.data_folder(tmp_path / "file" / "data")


def test_a_taken_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartupError, match=f"Port {port} on 127.0.0.1 .* set PORT"):
            stack.require_free_port("PORT", "127.0.0.1", port)
    stack.require_free_port("PORT", "127.0.0.1", port)


def test_two_runs_on_one_data_folder(tmp_path: Path) -> None:
    lock = stack.claim(tmp_path)
    with pytest.raises(StartupError, match=f"already runs .*process {os.getpid()}"):
        stack.claim(tmp_path)
    lock.close()
    stack.claim(tmp_path).close()


def test_what_a_killed_run_left_is_ended(tmp_path: Path) -> None:
    environment = {**os.environ, stack.MARK: str(tmp_path)}
    orphan = subprocess.Popen(["sleep", "60"], env=environment)
    other = subprocess.Popen(["sleep", "60"], env={**environment, stack.MARK: "/other"})
    stack.claim(tmp_path).close()
    orphan.wait(30)
    assert other.poll() is None
    other.kill()
    other.wait()


@pytest.mark.parametrize("command", ["migrate", "shell"])
def test_an_unreachable_database_is_one_sentence(tmp_path: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        env={
            "PATH": os.environ["PATH"],
            "UNIDOC_DATA_DIR": str(tmp_path),
            "DATABASE_URL": "postgresql://me:hunter2@127.0.0.1:1/unidoc",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("unidoc: The database cannot be reached")
    assert done.stderr.count("\n") == 1
    assert "hunter2" not in done.stderr


def test_the_test_command_hands_over_to_pytest() -> None:
    runner = PytestRunner(verbosity=2, failfast=True, keepdb=True, pytest_args=["x"])
    command = runner.command(["tests/boot"])
    assert command[1:] == ["-m", "pytest", "-v", "--exitfirst", "--reuse-db", "-k", "x", "tests/boot"]  # fmt: skip


def test_the_collector_works_again_once_a_command_is_loaded() -> None:
    try:
        collector.rest()
        line = collector.CommandLine(["manage.py", "check"])
        assert not gc.isenabled()
        line.fetch_command("check")
        assert gc.isenabled()
    finally:
        gc.enable()
