"""Work in the background: jobs, trainings, MLflow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from marshmallow.validate import OneOf, Range, Regexp

from unidoc.configuration.setting import (
    PORTS,
    Setting,
    http_url,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MLflow:
    """Experiment tracking and the model registry."""

    tracking_uri: Annotated[
        str,
        Setting(
            "MLFLOW_TRACKING_URI",
            "An MLflow server that runs elsewhere. Not set: `make up` starts one on MLFLOW_PORT.",
            valid=http_url,
        ),
    ] = ""
    experiment: Annotated[
        str,
        Setting(
            "MLFLOW_EXPERIMENT",
            "Experiment of this installation's runs; its models are NAME-document-classifier. "
            "Installations that share an MLflow server name one each.",
            valid=Regexp(r"[a-z0-9][a-z0-9-]{0,60}\Z"),
        ),
    ] = "unidoc"
    port: Annotated[
        int,
        Setting("MLFLOW_PORT", "Port of the MLflow server that we start.", valid=PORTS),
    ] = 5000
    host: Annotated[
        str,
        Setting(
            "MLFLOW_HOST",
            "Address that our MLflow server listens on. It asks for no password: keep it on "
            "loopback or in a network of its own.",
        ),
    ] = "127.0.0.1"
    allowed_hosts: Annotated[
        tuple[str, ...],
        Setting(
            "MLFLOW_ALLOWED_HOSTS",
            "Further host names by which our MLflow server is reached, comma separated.",
        ),
    ] = ()
    backend_store_uri: Annotated[
        str,
        Setting(
            "MLFLOW_BACKEND_STORE_URI",
            "SQLAlchemy address of its database (postgresql+psycopg://…). Not set: the database "
            "`mlflow` beside UniDoc's own.",
            secret=True,
        ),
    ] = ""

    ui_url: Annotated[
        str,
        Setting(
            "MLFLOW_UI_URL",
            "Address at which people's browsers reach MLflow, for links to its runs. Not set: "
            "the tracking address.",
            valid=http_url,
        ),
    ] = ""

    @property
    def address(self) -> str:
        return self.tracking_uri or f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """The worker: it reads documents, files them and trains models."""

    concurrency: Annotated[
        int,
        Setting(
            "WORKER_CONCURRENCY", "Jobs that one worker runs at once.", Range(1, 64)
        ),
    ] = 2
    grace_seconds: Annotated[
        int,
        Setting(
            "WORKER_GRACE_SECONDS",
            "How long a worker that is told to end waits for its jobs, in seconds.",
            Range(0, 3600),
        ),
    ] = 30
    silence_seconds: Annotated[
        int,
        Setting(
            "WORKER_SILENCE_SECONDS",
            "A worker that gave no sign of life for so long is taken for dead, and its jobs are "
            "given to others.",
            Range(2, 3600),
        ),
    ] = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """When models are trained, what a training may use, and how a model comes to serve."""

    schedule: Annotated[
        str,
        Setting(
            "TRAINING_SCHEDULE",
            "nightly, weekly (on Sunday) or off. At 03:00 UTC, when there are new answers.",
            OneOf(["nightly", "weekly", "off"]),
        ),
    ] = "nightly"
    after_answers: Annotated[
        int,
        Setting(
            "TRAINING_AFTER_ANSWERS",
            "Train when so many answers have come since the last training; 0: never for that.",
            Range(0, 1_000_000),
        ),
    ] = 200
    memory_mb: Annotated[
        int,
        Setting(
            "TRAINING_MEMORY_MB",
            "Memory that the process of a training may take, in MB (Linux).",
            Range(256, 1_048_576),
        ),
    ] = 4096
    auto_promote: Annotated[
        bool,
        Setting(
            "MODEL_AUTO_PROMOTE",
            "Let a model that passes the gate serve by itself. Off: it waits as challenger.",
        ),
    ] = False
    audit_share: Annotated[
        float,
        Setting(
            "AUDIT_SHARE",
            "Share of the documents that could be filed which people are asked about "
            "instead, to check the error budget; 0.01 to 0.02 is usual.",
            Range(0, 1),
        ),
    ] = 0.02
