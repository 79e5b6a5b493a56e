"""What child processes of a test need to work on the test's own database and files."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection

from unidoc import env

AWAY = "http://127.0.0.1:9"


@pytest.fixture
def shared_with_children(
    transactional_db: None,
    originals_in_memory: None,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    tmp_path: Path,
) -> Path:
    """Rows are committed and files lie in the folder that is returned, for processes too.

    MLflow is away unless the test says where it is.
    """
    name = connection.settings_dict["NAME"]
    url = urlsplit(env.read().database.dsn)._replace(path=f"/{name}").geturl()
    for variable, value in {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "unidoc.settings.development",
        "SECRET_KEY": settings.SECRET_KEY,
        "UNIDOC_DATA_DIR": str(tmp_path),
        "MLFLOW_TRACKING_URI": AWAY,
    }.items():
        monkeypatch.setenv(variable, value)
    settings.MLFLOW_TRACKING_URI = AWAY
    settings.SNAPSHOTS_DIR = tmp_path / "files" / "snapshots"
    artifacts = FileSystemStorage(tmp_path / "files" / "artifacts")
    storages._storages["artifacts"] = artifacts  # type: ignore[attr-defined]
    return tmp_path
