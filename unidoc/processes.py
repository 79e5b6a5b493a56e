"""How web, worker and MLflow start: the one place, for `make up` and for containers alike.

`python -m unidoc.processes web` (or `worker`, `mlflow`) becomes that process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from unidoc.env import ROOT, Environment, read
from unidoc.errors import StartupError

WEB_THREADS = 4
# MLflow has no business with these.
OURS_ALONE = (
    "SECRET_KEY",
    "DATABASE_URL",
    "DB_PASSWORD",
    "EMAIL_URL",
    "IMAP_PASSWORD",
)


@dataclass(frozen=True, slots=True)
class Program:
    """A command line, and what its environment has on top of ours or less than ours."""

    name: str
    command: tuple[str, ...]
    added: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    niceness: int = 0  # what yields to what, where all run on one machine

    def environment(self) -> dict[str, str]:
        kept = {name: v for name, v in os.environ.items() if name not in self.removed}
        return {**kept, **self.added}


def web(environment: Environment) -> Program:
    """Web pages and API: gunicorn with threads; WhiteNoise serves the static files."""
    settings = environment.web
    command = (
        *(sys.executable, "-m", "gunicorn", "unidoc.wsgi"),
        *("--config", "python:unidoc.gunicorn_conf"),
        *("--bind", f"{settings.host}:{settings.port}"),
        *("--workers", str(settings.workers), "--threads", str(WEB_THREADS)),
    )
    return Program("web", command)


def worker(environment: Environment) -> Program:
    """Runs the jobs. Start as many as there is work for, on any machine."""
    command = (
        *(sys.executable, "-m", "unidoc.worker"),
        *("--concurrency", str(environment.jobs.concurrency)),
        *("--shutdown-graceful-timeout", str(environment.jobs.grace_seconds)),
        *("--delete-jobs", "successful"),
    )
    return Program("worker", command, niceness=5)


def mlflow(environment: Environment) -> Program:
    """The tracking server, on loopback: its artifacts go through it, so clients need no keys."""
    port = environment.mlflow.port
    command = (
        *(sys.executable, "-m", "mlflow", "server", "--workers", "1"),
        *("--host", environment.mlflow.host, "--port", str(port)),
        *("--allowed-hosts", ",".join(_allowed_hosts(environment))),
        *("--cors-allowed-origins", f"http://localhost:{port}"),
        *("--x-frame-options", "DENY", "--uvicorn-opts", "--log-level warning"),
    )
    added = {
        # In the environment, not in the arguments, which everybody on the machine can read.
        "MLFLOW_BACKEND_STORE_URI": backend_store_uri(environment),
        "MLFLOW_ARTIFACTS_DESTINATION": _artifacts_destination(environment),
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
        **_s3_environment(environment),
    }
    removed = (*OURS_ALONE, "MLFLOW_TRACKING_URI")
    return Program("mlflow", command, added, removed, niceness=10)


def program_set(environment: Environment) -> list[Program]:
    """What runs together on one machine; MLflow only when none is named."""
    own_mlflow = [] if environment.mlflow.tracking_uri else [mlflow(environment)]
    return [web(environment), worker(environment), *own_mlflow]


def backend_store_uri(environment: Environment) -> str:
    """SQLAlchemy's address of MLflow's database: the one named, else `mlflow` beside ours."""
    if environment.mlflow.backend_store_uri:
        return environment.mlflow.backend_store_uri
    if not environment.database.dsn:
        raise StartupError(
            "MLflow needs a database: set MLFLOW_BACKEND_STORE_URI, or DATABASE_URL to have it "
            "beside UniDoc's own."
        )
    ours = urlsplit(environment.database.dsn)
    return ours._replace(scheme="postgresql+psycopg", path="/mlflow").geturl()


def _allowed_hosts(environment: Environment) -> list[str]:
    names = ("localhost", "127.0.0.1", *environment.mlflow.allowed_hosts)
    return [f"{name}:{environment.mlflow.port}" for name in names]


def _artifacts_destination(environment: Environment) -> str:
    if environment.storage.bucket:
        return f"s3://{environment.storage.bucket}/mlflow"
    return str(environment.paths.data / "files" / "mlflow")


def _s3_environment(environment: Environment) -> dict[str, str]:
    storage = environment.storage
    if not storage.bucket:
        return {}
    named = {
        "MLFLOW_S3_ENDPOINT_URL": storage.endpoint_url,
        "AWS_DEFAULT_REGION": storage.region,
        "AWS_ACCESS_KEY_ID": storage.key,
        "AWS_SECRET_ACCESS_KEY": storage.secret,
    }
    return {name: value for name, value in named.items() if value}


PROGRAMS: dict[str, Callable[[Environment], Program]] = {
    "web": web,
    "worker": worker,
    "mlflow": mlflow,
}


def main(name: str) -> None:
    """Become the program `name`."""
    program = PROGRAMS[name](read())
    os.chdir(ROOT)
    os.execve(program.command[0], program.command, program.environment())  # noqa: S606


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (StartupError, KeyError, IndexError) as error:
        sys.exit(f"unidoc: {error}; programs: {', '.join(PROGRAMS)}")
