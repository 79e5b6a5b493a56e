"""What must be there before Django's settings load: data folder, secret key, database.

Settings have no side effects. The edges (`manage.py`, `wsgi.py`, the process set) call
`prepare` first; it puts what it made into `os.environ`, so that children inherit it.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from unidoc import embedded, env
from unidoc.errors import StartupError

DEVELOPMENT = "unidoc.settings.development"
CONNECT_SECONDS = 5
ADMIN = "admin"
ADMIN_PASSWORD = "admin-password"  # noqa: S105 - the file's name


@contextmanager
def one_sentence() -> Iterator[None]:
    """For an edge: a StartupError becomes its sentence on stderr and exit code 2."""
    try:
        yield
    except StartupError as error:
        sys.stderr.write(f"unidoc: {error}\n")
        sys.exit(2)


def prepare_or_exit() -> None:
    """`prepare`, for an edge."""
    with one_sentence():
        prepare()


def prepare(*, database: bool = True) -> None:
    """Make what development needs; the other settings get all from their environment.

    Raises StartupError.
    """
    if os.environ.get("DJANGO_SETTINGS_MODULE") != DEVELOPMENT:
        return
    environment = env.read()
    data = data_folder(environment.paths.data)
    if not environment.security.secret_key:
        os.environ["SECRET_KEY"] = kept_secret(data / "secret-key")
    if database:
        _ensure_database(environment, data)


def _ensure_database(environment: env.Environment, data: Path) -> None:
    if environment.database.dsn:
        require_reachable(environment.database.dsn)
    else:
        os.environ["DATABASE_URL"] = embedded.ensure_database(data)


def require_reachable(dsn: str) -> None:
    """Raises StartupError when the database does not let us in."""
    try:
        psycopg.connect(dsn, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        raise StartupError(
            f"The database cannot be reached ({_one_line(error)}): "
            "check DATABASE_URL, or DB_HOST and its companions, and that PostgreSQL runs there."
        ) from error


def ensure_mlflow_database(environment: env.Environment) -> None:
    """Make the database `mlflow` beside ours, for the MLflow server that we start.

    Raises StartupError when it is missing and must not be made.
    """
    ours = environment.database.dsn
    if environment.mlflow.tracking_uri or environment.mlflow.backend_store_uri:
        return
    with psycopg.connect(ours, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'mlflow'")
        if found.fetchone():
            return
        try:
            connection.execute("CREATE DATABASE mlflow")
        except psycopg.Error as error:
            raise StartupError(
                f"MLflow's database is missing ({_one_line(error)}): create a database named "
                "mlflow there, or set MLFLOW_BACKEND_STORE_URI or MLFLOW_TRACKING_URI."
            ) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def data_folder(path: Path) -> Path:
    """The data folder, made if missing: others may pass through it but not list it."""
    try:
        if not path.is_dir():
            path.mkdir(parents=True)
            path.chmod(0o711)
    except OSError as error:
        raise StartupError(
            f"The data folder {path} cannot be made ({error.strerror}): "
            "set UNIDOC_DATA_DIR to a folder that you may write to."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise StartupError(
            f"The data folder {path} cannot be written to: give yourself the right to, "
            "or set UNIDOC_DATA_DIR to another folder."
        )
    return path


def kept_secret(path: Path, *, length: int = 48) -> str:
    """The secret in `path` (mode 0600); the first caller makes it, of `length` random bytes."""
    try:
        return _read_secret(path)
    except FileNotFoundError:
        _write_once(path, secrets.token_urlsafe(length))
        return _read_secret(path)


def _read_secret(path: Path) -> str:
    try:
        secret = path.read_text().strip()
    except PermissionError as error:
        raise StartupError(
            f"{path} belongs to another user: run as that user, or set UNIDOC_DATA_DIR to a folder of your own."
        ) from error
    if not secret:
        raise StartupError(f"{path} is empty: delete it, and a new secret is made.")
    return secret


def _write_once(path: Path, text: str) -> None:
    """Put `text` into `path` at once and whole; whoever comes second keeps the first text."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:  # mode 0600
        draft.write(text + "\n")
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)
