"""What the tracking server's container decides before it starts the server.

A stand-in for `mlflow` prints its environment; the server itself is started elsewhere.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deploy.files import ROOT

SCRIPT = ROOT / "deploy" / "mlflow" / "entrypoint.sh"
Start = Callable[..., subprocess.CompletedProcess[str]]
S3 = {"YC_S3_KEY": "key", "YC_S3_SECRET": "secret", "S3_BUCKET": "bucket"}


@pytest.fixture
def start(tmp_path: Path) -> Start:
    stand_in = tmp_path / "mlflow"
    stand_in.write_text('#!/bin/sh\necho "ARGUMENTS=$*"\nenv\n')
    stand_in.chmod(0o755)

    def run(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(SCRIPT)],
            env={"PATH": f"{tmp_path}:{os.environ['PATH']}", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def told(result: subprocess.CompletedProcess[str]) -> dict[str, str]:
    assert result.returncode == 0, result.stderr
    return dict(
        line.split("=", 1) for line in result.stdout.splitlines() if "=" in line
    )


def test_runs_go_to_postgresql(start: Start) -> None:
    environment = told(start(MLFLOW_DB_PASSWORD="pw"))
    assert (
        environment["MLFLOW_BACKEND_STORE_URI"]
        == "postgresql+psycopg://mlflow:pw@postgres:5432/mlflow"
    )
    assert environment["ARGUMENTS"].startswith("server --serve-artifacts")


def test_artifacts_stay_in_the_volume_without_a_key(start: Start) -> None:
    environment = told(start(MLFLOW_DB_PASSWORD="pw", S3_BUCKET="bucket"))
    assert environment["MLFLOW_ARTIFACTS_DESTINATION"] == "/mlflow/artifacts"
    assert "AWS_ACCESS_KEY_ID" not in environment


def test_artifacts_go_to_object_storage_with_a_key(start: Start) -> None:
    environment = told(start(MLFLOW_DB_PASSWORD="pw", **S3))
    assert environment["MLFLOW_ARTIFACTS_DESTINATION"] == "s3://bucket/artifacts"
    assert environment["MLFLOW_S3_ENDPOINT_URL"] == "https://storage.yandexcloud.net"
    assert environment["AWS_ACCESS_KEY_ID"] == "key"
    assert environment["AWS_SECRET_ACCESS_KEY"] == "secret"


@pytest.mark.parametrize("missing", ["YC_S3_SECRET", "S3_BUCKET"])
def test_half_a_key_is_refused_by_name(start: Start, missing: str) -> None:
    half = {name: value for name, value in S3.items() if name != missing}
    result = start(MLFLOW_DB_PASSWORD="pw", **half)
    assert result.returncode != 0
    assert f"YC_S3_KEY is set, so {missing} must" in result.stderr


def test_a_missing_password_is_refused_by_name(start: Start) -> None:
    result = start()
    assert result.returncode != 0
    assert "set MLFLOW_DB_PASSWORD" in result.stderr


def test_no_secret_is_printed(start: Start) -> None:
    first_line = start(MLFLOW_DB_PASSWORD="pw", **S3).stdout.splitlines()[0]
    assert first_line == "artifacts: s3://bucket/artifacts"
