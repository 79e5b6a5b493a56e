"""`make up`: prepare what is missing, then run everything in the foreground."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

from rich.panel import Panel
from rich.table import Table

from unidoc import env, stack, startup
from unidoc.background import answers
from unidoc.console import console, step
from unidoc.embedded.locks import FileLock
from unidoc.processes import program_set

READY_SECONDS = 120


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", startup.DEVELOPMENT)
    signal.signal(signal.SIGTERM, _end)
    try:
        with startup.one_sentence():
            return up()
    except KeyboardInterrupt:
        return 130


def up() -> int:
    """Returns the exit code of the run; 0 when we were told to end. Raises StartupError."""
    environment = env.read()
    _claim(environment)  # held until we end
    with step("Database"):
        startup.prepare()
    environment = env.read()  # now with the database that was started
    startup.ensure_mlflow_database(environment)
    facts = _prepare()
    announcer = threading.Thread(
        target=_announce, args=(environment, facts), daemon=True
    )
    announcer.start()
    return stack.run(program_set(environment), environment)


def _claim(environment: env.Environment) -> FileLock:
    lock = stack.claim(startup.data_folder(environment.paths.data))
    stack.require_free_port("PORT", environment.web.host, environment.web.port)
    if not environment.mlflow.tracking_uri:
        port = environment.mlflow.port
        stack.require_free_port("MLFLOW_PORT", environment.mlflow.host, port)
    return lock


def _prepare() -> dict[str, Any]:
    """Run the preparation in a process of its own, which ends before we do."""
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.json"
        line = [sys.executable, "-m", "unidoc.preparation", str(facts)]
        child = subprocess.Popen(line, cwd=env.ROOT)  # noqa: S603
        try:
            code = child.wait()
        except BaseException:
            child.terminate()
            child.wait()
            raise
        if code != 0:
            sys.exit(code)
        found: dict[str, Any] = json.loads(facts.read_text())
        return found


def _announce(environment: env.Environment, facts: dict[str, Any]) -> None:
    """Show the panel as soon as the web process answers."""
    address = f"http://{_shown_host(environment.web.host)}:{environment.web.port}"
    end = time.monotonic() + READY_SECONDS
    while not answers(f"{address}/healthz"):
        if time.monotonic() > end:
            return
        time.sleep(0.2)
    console.print(panel(environment, address, facts))


def panel(environment: env.Environment, address: str, facts: dict[str, Any]) -> Panel:
    password = environment.paths.data / startup.ADMIN_PASSWORD
    rows = {
        "UniDoc": f"{address}/",
        "API": f"{address}/api/v1/docs/",
        "MLflow": f"{environment.mlflow.address}/",
        "User": startup.ADMIN,
        "Password": f"in {password}" if password.exists() else "as you set it",
        "Documents": str(facts["documents"]),
        "Model": _model_line(facts["model"]),
    }
    table = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        table.add_row(f"[bold]{name}[/bold]", value)
    return Panel(
        table, title="UniDoc is ready", subtitle="Ctrl-C stops it", expand=False
    )


def _model_line(model: dict[str, Any] | None) -> str:
    if model is None:
        return "none yet"
    return (
        f"number {model['number']}: accuracy {model['accuracy']:.3f}, "
        f"macro-F1 {model['macro_f1']:.3f} on documents held out"
    )


def _shown_host(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104


def _end(_number: int, _frame: object) -> NoReturn:
    sys.exit(143)


if __name__ == "__main__":
    sys.exit(main())
