"""What must be there before Django's settings load: data folder, secret key, database.

Settings have no side effects. The edges (`manage.py`, `wsgi.py`, the process set) call
`prepare` first; it puts what it made into `os.environ`, so that children inherit it.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from unidoc import embedded, env
from unidoc.errors import StartupError

DEVELOPMENT = "unidoc.settings.development"


def prepare_or_exit(*, database: bool = True) -> None:
    """`prepare`, for an edge: a failure is one sentence on stderr and exit code 2."""
    try:
        prepare(database=database)
    except StartupError as error:
        sys.stderr.write(f"unidoc: {error}\n")
        sys.exit(2)


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
    if database and not environment.database.dsn:
        os.environ["DATABASE_URL"] = embedded.ensure_database(data)


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
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
