"""Every setting of UniDoc, once: its variable, type, default, and what it does.

The groups describe themselves: `.env.example` and the configuration reference are made
from them. `unidoc.env` reads them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, get_type_hints
from urllib.parse import quote

from marshmallow import ValidationError
from marshmallow.validate import OneOf, Range

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of the environment; `text` tells an operator what it does."""

    name: str
    text: str
    valid: Callable[[Any], Any] | None = None
    secret: bool = False


def _postgresql_url(value: str) -> None:
    if not value.startswith(("postgresql://", "postgres://")):
        raise ValidationError("It must begin with postgresql://")


def _http_url(value: str) -> None:
    if not value.startswith(("http://", "https://")):
        raise ValidationError("It must begin with http:// or https://")


PORTS = Range(1, 65535)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Files on this machine."""

    data: Annotated[
        Path,
        Setting(
            "UNIDOC_DATA_DIR",
            "Folder of everything UniDoc stores on this machine: embedded database, originals, "
            "models, secrets. Relative to the root of the repository.",
        ),
    ] = ROOT / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """PostgreSQL. Name one by DATABASE_URL or by DB_HOST and its companions; with neither,
    a PostgreSQL of UniDoc's own runs in the data folder.
    """

    url: Annotated[
        str,
        Setting(
            "DATABASE_URL",
            "postgresql://user:password@host:5432/name",
            valid=_postgresql_url,
            secret=True,
        ),
    ] = ""
    host: Annotated[str, Setting("DB_HOST", "Host, instead of DATABASE_URL.")] = ""
    port: Annotated[int, Setting("DB_PORT", "Port at DB_HOST.", valid=PORTS)] = 5432
    name: Annotated[str, Setting("DB_NAME", "Database at DB_HOST.")] = "unidoc"
    user: Annotated[str, Setting("DB_USER", "User at DB_HOST.")] = "unidoc"
    password: Annotated[
        str, Setting("DB_PASSWORD", "Password at DB_HOST.", secret=True)
    ] = ""

    @property
    def dsn(self) -> str:
        """One URL for either way to name a database; "" when none is named."""
        if self.url or not self.host:
            return self.url
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return f"postgresql://{login}@{self.host}:{self.port}/{quote(self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MLflow:
    """Experiment tracking and the model registry."""

    tracking_uri: Annotated[
        str,
        Setting(
            "MLFLOW_TRACKING_URI",
            "An MLflow server that runs elsewhere. Not set: `make up` starts one on MLFLOW_PORT.",
            valid=_http_url,
        ),
    ] = ""
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
            valid=_http_url,
        ),
    ] = ""

    @property
    def address(self) -> str:
        return self.tracking_uri or f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Where originals, models and artifacts lie: the data folder, or S3 when a bucket is named."""

    bucket: Annotated[
        str, Setting("S3_BUCKET", "Bucket. Not set: the data folder.")
    ] = ""
    endpoint_url: Annotated[
        str, Setting("S3_ENDPOINT_URL", "Address of the S3 API.", valid=_http_url)
    ] = "https://storage.yandexcloud.net"
    region: Annotated[str, Setting("S3_REGION", "Region of the bucket.")] = (
        "ru-central1"
    )
    key: Annotated[
        str, Setting("YC_S3_KEY", "Static access key: its id.", secret=True)
    ] = ""
    secret: Annotated[
        str, Setting("YC_S3_SECRET", "Static access key: its secret.", secret=True)
    ] = ""
    kms_key_id: Annotated[
        str,
        Setting(
            "S3_KMS_KEY_ID",
            "KMS key for server-side encryption. Not set: the bucket's own encryption (AES256 asked for).",
        ),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The web process."""

    host: Annotated[str, Setting("HOST", "Address that the web server listens on.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Setting("PORT", "Port of web and API.", valid=PORTS)] = 8000
    workers: Annotated[
        int,
        Setting("WEB_WORKERS", "Processes that answer requests.", valid=Range(1, 64)),
    ] = 2
    allowed_hosts: Annotated[
        tuple[str, ...],
        Setting(
            "ALLOWED_HOSTS",
            "Host names that are answered, comma separated. Production must name its own.",
        ),
    ] = ("localhost", "127.0.0.1", "[::1]")
    csrf_trusted_origins: Annotated[
        tuple[str, ...],
        Setting(
            "CSRF_TRUSTED_ORIGINS",
            "Origins behind a proxy whose forms are trusted, such as https://unidoc.example.org",
        ),
    ] = ()
    site_url: Annotated[
        str,
        Setting(
            "SITE_URL",
            "Address that people type, such as https://unidoc.example.org; letters link to it. "
            "Not set: http://localhost on PORT.",
            valid=_http_url,
        ),
    ] = ""
    max_upload_mb: Annotated[
        int,
        Setting(
            "UNIDOC_MAX_UPLOAD_MB",
            "Largest file that is read, in MB; the original of a larger one is kept, unread.",
            valid=Range(1, 2048),
        ),
    ] = 50
    language: Annotated[
        str,
        Setting(
            "LANGUAGE_CODE",
            "Language of a visitor whose browser asks for neither: en or ru.",
            valid=OneOf(["en", "ru"]),
        ),
    ] = "en"
    time_zone: Annotated[str, Setting("TIME_ZONE", "Time zone of pages and dates.")] = (
        "Europe/Moscow"
    )
    email_url: Annotated[
        str,
        Setting(
            "EMAIL_URL",
            "Mail server: smtp+tls://user:password@host:587. Not set: mail goes to the log.",
            secret=True,
        ),
    ] = ""

    @property
    def site(self) -> str:
        """The address that people type, without a slash at its end."""
        return self.site_url.rstrip("/") or f"http://localhost:{self.port}"


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
class Intake:
    """Where workers look for documents by themselves, each minute. What they find comes into the
    inbox.
    """

    user: Annotated[
        str,
        Setting(
            "INTAKE_USER",
            "Account on whose behalf documents come in; the machine files them with its rights. "
            "Not set: the service account `intake`, which may everything.",
        ),
    ] = ""
    folder: Annotated[
        str,
        Setting(
            "WATCHED_FOLDER",
            "Folder whose files are taken once they stop growing. Relative to the root of the "
            "repository. Not set: none.",
        ),
    ] = ""
    imap_host: Annotated[
        str, Setting("IMAP_HOST", "Mail server to read. Not set: none.")
    ] = ""
    imap_port: Annotated[
        int,
        Setting(
            "IMAP_PORT",
            "Port at IMAP_HOST; 0: 993 with tls, else 143.",
            valid=Range(0, 65535),
        ),
    ] = 0
    imap_user: Annotated[str, Setting("IMAP_USER", "User at IMAP_HOST.")] = ""
    imap_password: Annotated[
        str, Setting("IMAP_PASSWORD", "Password at IMAP_HOST.", secret=True)
    ] = ""
    imap_folder: Annotated[
        str,
        Setting(
            "IMAP_FOLDER",
            "Folder of the mailbox, all of whose mails are taken. Nothing is changed in it.",
        ),
    ] = "INBOX"
    imap_tls: Annotated[
        str,
        Setting(
            "IMAP_TLS",
            "tls (from the start), starttls, or none: for a server on this machine alone.",
            OneOf(["tls", "starttls", "none"]),
        ),
    ] = "tls"

    @property
    def mailbox(self) -> dict[str, Any]:
        """What names the mailbox; empty without one."""
        if not self.imap_host:
            return {}
        return {
            "host": self.imap_host,
            "port": self.imap_port or (993 if self.imap_tls == "tls" else 143),
            "user": self.imap_user,
            "password": self.imap_password,
            "folder": self.imap_folder,
            "tls": self.imap_tls,
        }


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """Secrets and life times. There is no default secret."""

    secret_key: Annotated[
        str,
        Setting(
            "SECRET_KEY",
            "Signs sessions and tokens. Development makes one in the data folder; production "
            "needs one of 50 characters or more.",
            secret=True,
        ),
    ] = ""
    debug: Annotated[
        bool, Setting("DEBUG", "Django's debug pages. Refused in production.")
    ] = False
    access_token_lifetime: Annotated[
        timedelta, Setting("JWT_ACCESS_LIFETIME", "Life of an access token.")
    ] = timedelta(minutes=15)
    refresh_token_lifetime: Annotated[
        timedelta, Setting("JWT_REFRESH_LIFETIME", "Life of a refresh token.")
    ] = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logging:
    """Log lines: readable in development, JSON in production."""

    level: Annotated[
        str,
        Setting(
            "LOG_LEVEL",
            "DEBUG, INFO, WARNING or ERROR.",
            valid=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]),
        ),
    ] = "INFO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Numbers for Prometheus: /metrics of the web process, and a port of each worker."""

    token: Annotated[
        str,
        Setting(
            "METRICS_TOKEN",
            "Bearer token for /metrics. Not set: only callers on loopback or a private network "
            "that come without a proxy.",
            secret=True,
        ),
    ] = ""
    worker_port: Annotated[
        int,
        Setting(
            "WORKER_METRICS_PORT",
            "Port at HOST where a worker shows its numbers to whoever reaches it; 0: none.",
            valid=Range(0, 65535),
        ),
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """All groups, as read at one moment."""

    paths: Paths
    database: Database
    mlflow: MLflow
    storage: Storage
    web: Web
    jobs: Jobs
    intake: Intake
    training: Training
    security: Security
    logging: Logging
    metrics: Metrics


def groups() -> dict[str, type[Any]]:
    """The groups by their name in `Environment`, in the order of the reference."""
    return dict(get_type_hints(Environment))


@dataclass(frozen=True, slots=True)
class Described:
    """A setting together with its place: the field, its type and default."""

    setting: Setting
    field: str
    kind: Any
    default: Any

    @property
    def shown_default(self) -> str:
        """The default, written as one would write it in `.env`."""
        return _shown(self.default)


def described(group: type[Any]) -> list[Described]:
    """The settings of a group, in order."""
    hints = get_type_hints(group, include_extras=True)
    return [
        Described(hint.__metadata__[0], field.name, hint.__origin__, field.default)
        for field in dataclasses.fields(group)
        for hint in [hints[field.name]]
    ]


def setting_names() -> list[str]:
    """Every variable that UniDoc reads."""
    return [one.setting.name for kind in groups().values() for one in described(kind)]


def _shown(default: Any) -> str:
    if isinstance(default, tuple):
        return ",".join(default)
    if isinstance(default, Path):
        return str(default.relative_to(ROOT))
    if isinstance(default, timedelta):
        minutes = int(default.total_seconds() // 60)
        return f"{minutes // 1440}d" if minutes % 1440 == 0 else f"{minutes}m"
    return str(default)
