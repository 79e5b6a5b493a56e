"""The process set: one place says how web, worker and MLflow start."""

from __future__ import annotations

from pathlib import Path

import pytest

from unidoc import env, processes
from unidoc.configuration import setting_names
from unidoc.errors import StartupError

URL = "postgresql://me:hunter2@db:5432/unidoc?sslmode=require"


@pytest.fixture
def dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / ".env"
    file.touch()
    monkeypatch.setenv("UNIDOC_ENV_FILE", str(file))
    return file


def test_all_three_run_unless_mlflow_runs_elsewhere(dotenv: Path) -> None:
    dotenv.write_text(f"DATABASE_URL={URL}\n")
    names = [one.name for one in processes.program_set(env.read())]
    assert names == ["web", "worker", "mlflow"]

    dotenv.write_text(f"DATABASE_URL={URL}\nMLFLOW_TRACKING_URI=http://mlflow:5000\n")
    names = [one.name for one in processes.program_set(env.read())]
    assert names == ["web", "worker"]


def test_mlflow_keeps_its_runs_beside_our_database(dotenv: Path) -> None:
    dotenv.write_text(f"DATABASE_URL={URL}\n")
    uri = processes.backend_store_uri(env.read())
    assert uri == "postgresql+psycopg://me:hunter2@db:5432/mlflow?sslmode=require"


def test_mlflow_without_any_database_is_refused(dotenv: Path) -> None:
    with pytest.raises(StartupError, match="set MLFLOW_BACKEND_STORE_URI"):
        processes.backend_store_uri(env.read())


def test_no_secret_is_in_an_argument_and_mlflow_sees_only_its_own(
    dotenv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv.write_text("S3_BUCKET=docs\nYC_S3_KEY=id\nYC_S3_SECRET=swordfish\n")
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("SECRET_KEY", "keep me")
    for program in processes.program_set(env.read()):
        line = " ".join(program.command)
        assert not any(secret in line for secret in ("hunter2", "swordfish", "keep me"))
    seen = processes.mlflow(env.read()).environment()
    assert "SECRET_KEY" not in seen
    assert "DATABASE_URL" not in seen
    assert seen["MLFLOW_ARTIFACTS_DESTINATION"] == "s3://docs/mlflow"
    assert seen["AWS_SECRET_ACCESS_KEY"] == "swordfish"


def test_mlflow_stays_on_loopback_with_its_job_runner_off(dotenv: Path) -> None:
    dotenv.write_text(f"DATABASE_URL={URL}\n")
    program = processes.mlflow(env.read())
    assert program.command[program.command.index("--host") + 1] == "127.0.0.1"
    assert program.added["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] == "false"
    assert program.added["MLFLOW_DISABLE_TELEMETRY"] == "true"
