"""What has to be there before web and worker start, as a list of steps.

`python -m unidoc.preparation FACTS` runs them, a line each with its time, and leaves what
`manage.py status --json` says in the file FACTS. It is a process of its own, so that what
the steps load (Django, the engine) is given back before the long run begins.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from unidoc import env, startup, static_files
from unidoc.background import BackgroundServer
from unidoc.console import console, step
from unidoc.errors import StartupError
from unidoc.processes import mlflow


class Preparation:
    """What the steps share: the settings, and MLflow's server once one of them needs it."""

    def __init__(self, environment: env.Environment) -> None:
        self.environment = environment
        self.data = environment.paths.data
        self._mlflow: BackgroundServer | None = None

    def start_mlflow(self) -> None:
        """Start it early, since it takes its time; `wait_for_mlflow` waits for it."""
        if self._mlflow is None and not self.environment.mlflow.tracking_uri:
            health = f"{self.environment.mlflow.address}/health"
            program = mlflow(self.environment)
            self._mlflow = BackgroundServer(
                program, health, self.data / "mlflow-start.log"
            )

    def wait_for_mlflow(self) -> None:
        self.start_mlflow()
        if self._mlflow:
            self._mlflow.wait()

    def close(self) -> None:
        if self._mlflow:
            self._mlflow.stop()


@dataclass(frozen=True, slots=True)
class Step:
    """`run` is skipped when `needed` says no; what it returns is shown beside the title."""

    title: str
    needed: Callable[[Preparation], bool]
    run: Callable[[Preparation], str | None]
    optional: bool = False


def status() -> dict[str, Any]:
    """What the archive holds: documents, projects, the serving model or None."""
    output = StringIO()
    call_command("status", json=True, stdout=output)
    found: dict[str, Any] = json.loads(output.getvalue())
    return found


def _migrations_wait(_: Preparation) -> bool:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return bool(len(plan) > 0)


def _migrate(preparation: Preparation) -> None:
    if not connection.introspection.table_names():
        preparation.start_mlflow()  # an empty database: a first model will be trained
    call_command("migrate", interactive=False, verbosity=0)


def _admin_missing(_: Preparation) -> bool:
    users = get_user_model()._default_manager
    return bool(not users.filter(is_superuser=True).exists())


def _add_admin(preparation: Preparation) -> str:
    path = preparation.data / startup.ADMIN_PASSWORD
    get_user_model()._default_manager.create_superuser(
        username=startup.ADMIN, password=startup.kept_secret(path, length=12)
    )
    return f"{startup.ADMIN}, password in {path}"


def _archive_empty(_: Preparation) -> bool:
    return bool(status()["documents"] == 0)


def _add_sample(_: Preparation) -> str:
    _manage("generate_test_data")
    return f"{status()['documents']} documents"


def _model_missing(_: Preparation) -> bool:
    return status()["model"] is None


def _train(preparation: Preparation) -> None:
    preparation.wait_for_mlflow()
    _manage("train")


def _manage(command: str) -> None:
    """Run a command of `manage.py` in a process of its own, with its progress shown."""
    line = [sys.executable, str(env.ROOT / "manage.py"), command]
    done = subprocess.run(line, check=False)  # noqa: S603
    if done.returncode != 0:
        raise StartupError(f"`manage.py {command}` failed: its last lines say why.")


STEPS = (
    Step("Migrations", _migrations_wait, _migrate),
    Step("Administrator", _admin_missing, _add_admin),
    Step(
        "Static files",
        lambda _: not static_files.collected(),
        lambda _: static_files.collect(),
    ),
    Step("Sample documents", _archive_empty, _add_sample),
    Step("First model", _model_missing, _train, optional=True),
)


def prepare(preparation: Preparation, steps: tuple[Step, ...] = STEPS) -> None:
    """Run the steps that are needed. Raises StartupError unless the step is optional."""
    for one in steps:
        if not one.needed(preparation):
            continue
        try:
            with step(one.title) as details:
                details.append(one.run(preparation) or "")
        except StartupError as error:
            if not one.optional:
                raise
            console.print(f"[yellow]– {one.title}:[/yellow] {error}")


def main(facts: Path) -> None:
    signal.signal(signal.SIGTERM, _end)
    os.environ["LOG_LEVEL"] = "WARNING"  # the lines of the steps are enough
    django.setup()
    preparation = Preparation(env.read())
    try:
        with startup.one_sentence():
            prepare(preparation)
            facts.write_text(json.dumps(status()))
    finally:
        preparation.close()


def _end(_number: int, _frame: object) -> NoReturn:
    sys.exit(143)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
