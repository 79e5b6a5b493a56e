"""One PostgreSQL cluster: made, started, stopped, with the programs of the wheel."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import psutil

from unidoc.embedded.place import MAJOR, Place
from unidoc.errors import StartupError

DATABASES = ("unidoc", "mlflow")
SUPERUSER = "unidoc"
STOP_SECONDS = 60
ORPHAN_SECONDS = 15

SERVER = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
# For clusters that are thrown away: a crash of the machine may lose them.
VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(place: Place, *, volatile: bool) -> None:
    """Have the server running with our databases in it; joins one that is running already.

    Raises StartupError.
    """
    _initialise(place, volatile=volatile)
    if running(place) is None:
        _start_server(place, volatile=volatile)
    _create_databases(place)


def running(place: Place) -> psutil.Process | None:
    """The postmaster of this cluster, if it is alive. A recycled process id does not count."""
    try:
        first, *_ = (place.cluster / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(first))
        return process if str(place.cluster) in process.cmdline() else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


def stop(place: Place) -> None:
    """Stop the server: sessions are cut off, transactions rolled back, all data written."""
    if running(place) is None:
        return
    for mode in ("fast", "immediate"):
        done = _run(
            place, "pg_ctl", "stop", "-D", place.cluster, "-m", mode, "-t", STOP_SECONDS
        )
        if done.returncode == 0:
            break
    if place.socket.parent != place.folder:
        shutil.rmtree(place.socket, ignore_errors=True)


def _initialise(place: Place, *, volatile: bool) -> None:
    """Make the cluster unless it is there. It gets its name when it is complete, so that what
    a killed initdb leaves behind can never be mistaken for one, and holds nothing.
    """
    if _complete(place.cluster):
        return
    if place.cluster.exists():
        raise StartupError(
            f"{place.cluster} is not a complete PostgreSQL cluster: bring it back from a backup, "
            "or move it away to begin with an empty database."
        )
    draft = place.folder / "cluster.draft"
    shutil.rmtree(draft, ignore_errors=True)
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    made = _run(
        place,
        *("initdb", "-D", draft, "--encoding=UTF8", *locale),
        *("--username", SUPERUSER, "--auth=trust", "--no-instructions"),
        *(["--no-sync"] if volatile else []),
    )
    if made.returncode != 0:
        raise _failure(place, "could not be made", made.stdout)
    draft.rename(place.cluster)


def _complete(cluster: Path) -> bool:
    """Whether `cluster` is a whole cluster; raises StartupError for another version's."""
    try:
        version = (cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return False
    if version != MAJOR:
        raise StartupError(
            f"{cluster} was made by PostgreSQL {version}, this is {MAJOR}: dump it with "
            f"{version} and load it here, or move it away."
        )
    return (cluster / "global" / "pg_control").exists()


def _start_server(place: Place, *, volatile: bool) -> None:
    _forget_killed_server(place)
    _make_socket_folder(place)
    settings = {**SERVER, **(VOLATILE if volatile else {})}
    settings["unix_socket_directories"] = f'"{place.socket}"'
    options = shlex.join(f"--{name}={value}" for name, value in settings.items())
    started = _run(
        place,
        "pg_ctl",
        "start",
        "-D",
        place.cluster,
        "-l",
        place.log,
        "-o",
        options,
        "-w",
    )
    if started.returncode != 0:
        raise _failure(place, "did not start", _tail(place.log))


def _forget_killed_server(place: Place) -> None:
    """Remove what a killed server left, once none of its processes is left either."""
    left = place.cluster / "postmaster.pid"
    end = time.monotonic() + ORPHAN_SECONDS
    while left.exists():
        orphans = _orphans(place)
        if not orphans:
            left.unlink()
        elif time.monotonic() > end:
            raise StartupError(
                f"Processes of a killed PostgreSQL still work in {place.cluster}: wait for them, "
                f"or end them (process ids {orphans})."
            )
        else:
            time.sleep(0.1)


def _orphans(place: Place) -> list[int]:
    """Every process of PostgreSQL works in its cluster's folder."""
    working = psutil.process_iter(["cwd"])
    return [one.pid for one in working if one.info["cwd"] == str(place.cluster)]


def _make_socket_folder(place: Place) -> None:
    """Whoever reaches this folder is let in, so it must be ours and closed to others."""
    folder = place.socket
    owner = place.account.uid if place.account else os.geteuid()
    if not folder.exists():
        folder.mkdir(mode=0o700)
        if place.account:
            os.chown(folder, place.account.uid, place.account.gid)
    found = folder.lstat()
    if found.st_uid != owner or found.st_mode & 0o077:
        raise StartupError(
            f"{folder}, the folder of the database's socket, belongs to somebody else: delete it, "
            "or set UNIDOC_DATA_DIR to a folder with a shorter path."
        )
    for left in folder.iterdir():  # of a killed server
        left.unlink()


def _create_databases(place: Place) -> None:
    listed = _psql(place, "SELECT datname FROM pg_database").split()
    for name in DATABASES:
        if name not in listed:
            _psql(place, f"CREATE DATABASE {name}")


def _psql(place: Place, statement: str) -> str:
    options = ("-h", place.socket, "-U", SUPERUSER, "-d", "postgres", "-X", "-A", "-t")
    done = _run(place, "psql", *options, "-v", "ON_ERROR_STOP=1", "-c", statement)
    if done.returncode != 0:
        raise _failure(place, "does not answer", done.stdout)
    return done.stdout


def _run(
    place: Place, program: str, *arguments: object
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the account of the place, output to a file: a pipe
    would be inherited by the server and never end.
    """
    account = place.account
    report = place.folder / "last-command.log"
    with report.open("w+") as output:
        done = subprocess.run(  # noqa: S603
            [place.programs / program, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read())


def _tail(log: Path) -> str:
    return log.read_text(errors="replace") if log.exists() else ""


def _failure(place: Place, what: str, output: str) -> StartupError:
    """The sentence for a failure: PostgreSQL's own last reason in it."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    reasons = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    reason = (reasons or lines or ["no reason given"])[-1]
    return StartupError(
        f"The embedded PostgreSQL in {place.folder} {what}: {reason} "
        f"(more in {place.log}). Mend that, or name a database by DATABASE_URL."
    )
