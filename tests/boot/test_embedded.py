"""The embedded PostgreSQL: started by the first, shared, stopped with the last."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.boot.conftest import User, processes_of, wait_until
from unidoc import embedded
from unidoc.embedded import cluster, place
from unidoc.env import ROOT
from unidoc.errors import StartupError

pytestmark = pytest.mark.xdist_group("embedded")

NewUser = Callable[[], User]


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_starts_with_both_databases_and_keeps_data(bare: Path) -> None:
    first = embedded.join(bare, volatile=True)
    query(first.url("mlflow"), "SELECT 1")
    query(first.url("unidoc"), "CREATE TABLE kept AS SELECT lower('ЁЖ') AS word")
    first.leave()
    wait_until(lambda: not processes_of(bare))

    second = embedded.join(bare, volatile=True)
    assert query(second.url("unidoc"), "SELECT word FROM kept") == [("ёж",)]
    second.leave()


def test_listens_on_a_private_socket_only(data: Path) -> None:
    use = embedded.join(data, volatile=True)
    assert query(use.url("unidoc"), "SHOW listen_addresses") == [("",)]
    assert stat.S_IMODE(use.place.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(use.place.folder.stat().st_mode) == 0o700
    use.leave()


def test_the_last_one_out_stops_it(data: Path, new_user: NewUser) -> None:
    first, second = new_user(), new_user()
    url = first.url
    assert second.url == url
    first.leave()
    assert query(url, "SELECT 1") == [(1,)]
    second.leave()
    wait_until(lambda: not processes_of(data))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_user_leaves_nothing_running(
    data: Path, new_user: NewUser, how: signal.Signals
) -> None:
    user = new_user()
    assert user.url
    user.end(how)
    wait_until(lambda: not processes_of(data))


def test_starts_again_after_everything_was_killed(
    data: Path, new_user: NewUser
) -> None:
    user = new_user()
    query(user.url, "SET synchronous_commit = on; CREATE TABLE kept ()")
    for process in processes_of(data):
        process.kill()
    user.end(signal.SIGKILL)
    wait_until(lambda: not processes_of(data))
    assert (data / "postgresql" / "cluster" / "postmaster.pid").exists()

    again = embedded.join(data, volatile=True)
    assert query(again.url("unidoc"), "TABLE kept") == []
    again.leave()


def test_a_new_keeper_takes_over_from_a_killed_one(
    data: Path, new_user: NewUser
) -> None:
    user = new_user()
    url = user.url
    keeper = next(
        one for one in processes_of(data) if "keeper" in " ".join(one.cmdline())
    )
    keeper.kill()
    wait_until(lambda: keeper.status() == psutil.STATUS_ZOMBIE)
    user.end(signal.SIGKILL)

    use = embedded.join(data)
    assert query(url, "SELECT 1") == [(1,)]
    use.leave()
    wait_until(lambda: not processes_of(data))


def test_the_keeper_restarts_a_killed_server(data: Path, new_user: NewUser) -> None:
    use = embedded.join(data, volatile=True)
    server = cluster.running(use.place)
    assert server is not None
    server.kill()
    wait_until(lambda: cluster.running(use.place) not in (None, server))
    use.leave()


def test_a_fork_does_not_stop_it(data: Path) -> None:
    use = embedded.join(data, volatile=True)
    child = os.fork()
    if child == 0:
        use.leave()
        os._exit(0)
    os.waitpid(child, 0)
    assert query(use.url("unidoc"), "SELECT 1") == [(1,)]
    use.leave()


def test_a_half_made_cluster_is_made_anew(bare: Path) -> None:
    found = place.place_for(bare)
    draft = found.folder / "cluster.draft"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")

    use = embedded.join(bare, volatile=True)
    assert query(use.url("unidoc"), "SELECT 1") == [(1,)]
    assert not draft.exists()
    use.leave()


def test_a_damaged_cluster_is_never_touched(bare: Path) -> None:
    found = place.place_for(bare)
    found.cluster.mkdir()
    (found.cluster / "PG_VERSION").write_text("18\n")
    with pytest.raises(StartupError, match="not a complete PostgreSQL cluster"):
        embedded.join(bare)
    assert [one.name for one in found.cluster.iterdir()] == ["PG_VERSION"]


def test_another_major_version_is_refused(bare: Path) -> None:
    found = place.place_for(bare)
    found.cluster.mkdir()
    (found.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(StartupError, match="made by PostgreSQL 17"):
        embedded.join(bare)


def test_long_and_odd_paths(bare: Path) -> None:
    deep = bare / ("длинный путь с пробелами & ‘знаками’ %20" * 2) / "x"
    deep.mkdir(parents=True)
    use = embedded.join(deep, volatile=True)
    assert use.place.socket.parent != use.place.folder
    assert query(use.url("unidoc"), "SELECT 1") == [(1,)]
    use.leave()
    assert not use.place.socket.exists()


def test_reports_why_the_server_does_not_start(data: Path) -> None:
    embedded.join(data, volatile=True).leave()
    conf = data / "postgresql" / "cluster" / "postgresql.conf"
    conf.write_text("shared_buffers = nonsense\n")
    with pytest.raises(StartupError, match=r"FATAL: +configuration file") as failure:
        embedded.join(data)
    assert "\n" not in str(failure.value)


needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root runs it as another user"
)


@needs_root
def test_root_never_opens_a_closed_folder(bare: Path) -> None:
    home = bare / "home"
    home.mkdir(mode=0o700)
    inside = home / "data"
    inside.mkdir()
    inside.chmod(0o711)

    use = embedded.join(inside, volatile=True)
    use.leave()
    again = embedded.join(inside, volatile=True)
    again.leave()

    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert use.place.folder.parent == place.ROOT_STATE
    assert again.place.folder == use.place.folder
    shutil.rmtree(use.place.folder)
    with pytest.raises(StartupError, match="which is gone"):
        embedded.join(inside)


@needs_root
def test_root_leaves_another_users_database_alone(bare: Path) -> None:
    theirs = bare / "postgresql"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    with pytest.raises(StartupError, match="belongs to nobody"):
        embedded.join(bare)


@needs_root
def test_root_copies_programs_out_of_a_closed_folder(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = bare / "closed"
    site = place._wheel().parents[2]
    for part in (f"{place.WHEEL}/pginstall18", f"{place.WHEEL}.libs"):
        shutil.copytree(site / part, closed / part, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setattr(place, "ROOT_STATE", bare / "state")
    monkeypatch.setattr(
        place, "_wheel", lambda: closed / place.WHEEL / "pginstall18" / "bin"
    )

    programs = place.place_for(bare).programs

    assert programs.is_relative_to(bare / "state")
    report = subprocess.run(
        [programs / "psql", "--version"],
        user="nobody",
        cwd="/",
        capture_output=True,
        text=True,
    )
    assert report.stdout.startswith("psql (PostgreSQL) 18")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_a_web_process_starts_nothing_and_stays_small() -> None:
    """No server is started for it; what only trainings need is not loaded."""
    statement = (
        "import django, sys; django.setup(); import unidoc.urls, core.jobs.tasks; "
        "heavy = {'unidoc.embedded', 'mlflow', 'sklearn', 'scipy.stats'}; "
        "heavy |= {'pandas', 'matplotlib', 'scipy.optimize', 'scipy.cluster'}; "
        "print(*heavy & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", statement],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "unidoc.settings.testing"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == ""
