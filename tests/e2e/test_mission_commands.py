"""The commands that the mission names, as written, from a fresh data folder.

``mlflow ui`` is how ``tests/servers.py`` starts the tests' server;
``mlflow.sklearn.load_model("runs:/<run_id>/model")`` is in ``test_learning_loop.py``.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.databases import database_url
from tests.servers import MlflowServer
from unidoc import embedded
from unidoc.env import ROOT

GENERATE = (
    'python manage.py shell -c "from core.management.commands.generate_test_data '
    'import Command; Command().handle()"'
)
TRAIN = "PYTHONPATH=$(pwd) python unidoc/ml/train.py"


@dataclass(frozen=True, slots=True)
class Shell:
    """A terminal in the clone, of somebody who has just installed the packages."""

    data: Path
    mlflow: str

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.data),
            "UNIDOC_ENV_FILE": os.devnull,
            "UNIDOC_DATA_DIR": str(self.data),
            "LOG_LEVEL": "WARNING",
            "MLFLOW_TRACKING_URI": self.mlflow,
        }


@pytest.fixture
def shell(mlflow: MlflowServer) -> Iterator[Shell]:
    # Not below pytest's own folder, which the OS user of root's PostgreSQL cannot enter.
    data = Path(tempfile.mkdtemp(prefix="unidoc-mission-"))
    data.chmod(0o711)
    use = embedded.join(data, volatile=True)
    try:
        yield Shell(data, mlflow.uri)
    finally:
        use.leave()
        shutil.rmtree(data)


@pytest.mark.xdist_group("mlflow")
def test_from_nothing_to_a_tracked_model(shell: Shell) -> None:
    migrated = shell.run("python manage.py migrate")
    assert (migrated.returncode, migrated.stderr) == (0, "")

    empty = shell.run(TRAIN)
    assert empty.returncode == 1
    assert "Traceback" not in empty.stderr
    assert "such projects are missing" in empty.stderr

    generated = shell.run(GENERATE)
    assert generated.returncode == 0, generated.stderr
    assert "1000 documents" in generated.stdout

    trained = shell.run(TRAIN)
    assert trained.returncode == 0, trained.stderr
    assert "serves" in trained.stdout
    assert float(re.findall(r"macro-F1 ([\d.]+)", trained.stdout)[0]) > 0.8
    [run] = re.findall(r"MLflow run (\w+)", trained.stdout)
    assert b"<title>MLflow</title>" in asked(shell.mlflow)
    answer = json.loads(asked(f"{shell.mlflow}/api/2.0/mlflow/runs/get?run_id={run}"))
    metrics = {one["key"] for one in answer["run"]["data"]["metrics"]}
    assert {"accuracy", "macro_f1"} <= metrics


def test_the_test_command_runs_what_it_is_told(tmp_path: Path) -> None:
    line = "python manage.py test tests/ml/test_text.py"
    # The server of these tests: another one would take its time to start.
    done = Shell(tmp_path, "").run(f"DATABASE_URL={database_url('unidoc')} {line}")
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d+ passed", done.stdout)


def test_every_requirement_is_pinned_and_hashed() -> None:
    text = (ROOT / "requirements.txt").read_text().replace("\\\n", " ")
    lines = [one for one in text.splitlines() if one and not one.startswith(("#", " "))]
    assert len(lines) > 50
    for line in lines:
        assert re.match(
            r"[\w.\-]+(\[[\w,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line
        )


def test_mlflow_has_its_containers() -> None:
    folder = ROOT / "deploy" / "mlflow"
    if not folder.exists():
        pytest.skip("The deployment is not in this tree.")
    assert (folder / "docker-compose.yml").is_file()


def asked(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
        return bytes(answer.read())
