"""What child processes of a test need to work on the test's own database and files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection

from unidoc import env

AWAY = "http://127.0.0.1:9"

TrackAt = Callable[[str], None]


@pytest.fixture
def track_at(monkeypatch: pytest.MonkeyPatch, settings: Any) -> TrackAt:
    """Say where MLflow is, to this process and to its children."""

    def say(address: str) -> None:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
        settings.MLFLOW_TRACKING_URI = address

    return say


@pytest.fixture
def shared_files(
    originals_in_memory: None,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    tmp_path: Path,
    track_at: TrackAt,
) -> Path:
    """Let processes that the test starts use its database and its files; their folder.

    The rows must be committed: use it with a database that lets them be. MLflow is away
    until `track_at` says where it is.
    """
    name = connection.settings_dict["NAME"]
    url = urlsplit(env.read().database.dsn)._replace(path=f"/{name}").geturl()
    for variable, value in {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "unidoc.settings.development",
        "SECRET_KEY": settings.SECRET_KEY,
        "UNIDOC_DATA_DIR": str(tmp_path),
        "AUDIT_SHARE": "0",
    }.items():
        monkeypatch.setenv(variable, value)
    track_at(AWAY)
    settings.SNAPSHOTS_DIR = tmp_path / "files" / "snapshots"
    artifacts = FileSystemStorage(tmp_path / "files" / "artifacts")
    storages._storages["artifacts"] = artifacts  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def shared_with_children(transactional_db: None, shared_files: Path) -> Path:
    """`shared_files`, with rows that are committed."""
    return shared_files
