"""The pipeline's scripts, with stand-ins for what they call: order, failures, clean-up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.files import ROOT

DIGEST = "cr.yandex/registry/unidoc@sha256:" + "c" * 64

PYTHON = """#!/bin/sh
echo "$*" >> "$CALLS"
echo "output of $1"
case "$*" in
    "deploy/ci/tracking_server.py") trap 'echo stopped >> "$CALLS"; exit 0' TERM; while :; do sleep 0.1; done ;;
    *"unidoc/ml/train.py --fail-if-refused") [ "$PYTHONPATH" = "$PWD" ] || exit 9; echo "MLflow run $RUN"; exit "${GATE:-0}" ;;
esac
"""

TERRAFORM = """#!/bin/sh
echo "$* image=$TF_VAR_image" >> "$CALLS"
case "$*" in
    "output -raw image") [ -n "$DEPLOYED" ] && echo "$DEPLOYED" || { echo "Warning: No outputs found"; } ;;
    "output -raw repository") echo cr.yandex/registry ;;
esac
"""

PIPELINE_SECRETS = {
    "YC_KEY": '{"id": "key"}',
    "YC_S3_KEY": "s3-key",
    "YC_S3_SECRET": "s3-secret",
    "YC_CLOUD_ID": "b1gcloud",
    "YC_FOLDER_ID": "b1gfolder",
    "TF_STATE_BUCKET": "state",
}


@dataclass(frozen=True, slots=True)
class Bench:
    """A copy of the scripts, and programs that only note how they were called."""

    folder: Path

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def report(self) -> Path:
        return self.folder / "report"

    def run(
        self, script: str, *arguments: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", str(self.folder / "repo" / "deploy" / "ci" / script), *arguments],
            env={
                "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                "CALLS": str(self.folder / "calls"),
                "RUN": "f" * 32,
                "REPORT_DIR": str(self.report),
                "TMPDIR": str(self.folder / "tmp"),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    shutil.copytree(ROOT / "deploy" / "ci", tmp_path / "repo" / "deploy" / "ci")
    (tmp_path / "repo" / "terraform" / "envs" / "dev").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "tmp").mkdir()
    for name, text in (("python", PYTHON), ("terraform", TERRAFORM)):
        program = tmp_path / "bin" / name
        program.write_text(text)
        program.chmod(0o755)
    return Bench(tmp_path)


def test_training_prepares_trains_and_leaves_a_report(bench: Bench) -> None:
    result = bench.run("train.sh")
    assert result.returncode == 0, result.stderr
    manage = [call for call in bench.calls if call.startswith("manage.py")]
    assert manage[0] == "manage.py migrate --noinput"
    assert manage[1].startswith("manage.py shell -c from core.management.commands.")
    assert "deploy/ci/tracking_server.py" in bench.calls
    assert "unidoc/ml/train.py --fail-if-refused" in bench.calls
    assert "output of unidoc/ml/train.py" in (bench.report / "train.log").read_text()
    assert json.loads((bench.report / "stage.json").read_text())["exit_code"] == 0


def test_a_refused_model_fails_the_stage_and_keeps_the_report(bench: Bench) -> None:
    result = bench.run("train.sh", GATE="3")
    assert result.returncode == 3
    assert json.loads((bench.report / "stage.json").read_text())["exit_code"] == 3
    assert (bench.report / "train.log").exists()
    assert any("artifacts download" in call for call in bench.calls)


def test_its_own_tracking_server_is_stopped_and_its_data_removed(bench: Bench) -> None:
    bench.run("train.sh")
    assert bench.calls[-1] == "stopped"
    assert list((bench.folder / "tmp").iterdir()) == []


def test_a_given_tracking_server_corpus_and_folder_are_used(bench: Bench) -> None:
    data = bench.folder / "data"
    data.mkdir()
    result = bench.run(
        "train.sh",
        MLFLOW_TRACKING_URI="http://mlflow:5000",
        TRAIN_CORPUS="corpus.jsonl",
        UNIDOC_DATA_DIR=str(data),
    )
    assert result.returncode == 0, result.stderr
    assert bench.calls == [
        "manage.py migrate --noinput",
        "manage.py import_corpus corpus.jsonl",
        "unidoc/ml/train.py --fail-if-refused",
        f"-m mlflow artifacts download --run-id {'f' * 32} --dst-path {bench.report}/run",
    ]
    assert data.is_dir()


def test_terraform_gets_the_pipelines_secrets(bench: Bench) -> None:
    output = bench.folder / "output"
    result = bench.run(
        "terraform.sh",
        "apply",
        TF_VAR_image=DIGEST,
        GITHUB_OUTPUT=str(output),
        **PIPELINE_SECRETS,
    )
    assert result.returncode == 0, result.stderr
    assert [call.partition(" image=")[0] for call in bench.calls] == [
        "init -input=false -backend-config=bucket=state",
        "plan -input=false -lock-timeout=5m -out=dev.tfplan",
        "apply -input=false -lock-timeout=5m dev.tfplan",
        "output -raw repository",
    ]
    assert output.read_text() == f"repository=cr.yandex/registry\nrelease={'c' * 12}\n"


def test_further_variables_reach_terraform_as_they_are(bench: Bench) -> None:
    given = '{"ssh_cidrs": ["203.0.113.0/24"]}'
    result = bench.run("terraform.sh", "plan", UNIDOC_TFVARS=given, **PIPELINE_SECRETS)
    assert result.returncode == 0, result.stderr
    folder = bench.folder / "repo" / "terraform" / "envs" / "dev"
    assert (folder / "pipeline.auto.tfvars.json").read_text() == f"{given}\n"


@pytest.mark.parametrize(("deployed", "kept"), [(DIGEST, DIGEST), ("", "")])
def test_without_a_new_image_the_running_one_is_kept(
    bench: Bench, deployed: str, kept: str
) -> None:
    result = bench.run("terraform.sh", "plan", DEPLOYED=deployed, **PIPELINE_SECRETS)
    assert result.returncode == 0, result.stderr
    assert bench.calls[-1] == f"plan -input=false -lock=false image={kept}"


def test_a_missing_secret_is_named_before_anything_runs(bench: Bench) -> None:
    given = {k: v for k, v in PIPELINE_SECRETS.items() if k != "YC_S3_SECRET"}
    result = bench.run("terraform.sh", "plan", **given)
    assert result.returncode == 2
    assert "YC_S3_SECRET is not set" in result.stderr
    assert bench.calls == []
