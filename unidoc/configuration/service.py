"""How UniDoc is reached and watched: web, intake, secrets, logs, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from marshmallow.validate import OneOf, Range

from unidoc.configuration.setting import (
    LIFETIMES,
    LOCAL_NAMES,
    PORTS,
    Setting,
    host_names,
    http_url,
    http_urls,
    mail_address,
    mail_url,
    time_zone,
)


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
            "Host names that are answered, without port, comma separated. Production must name "
            "its own.",
            valid=host_names,
        ),
    ] = ("localhost", "127.0.0.1", "[::1]")
    csrf_trusted_origins: Annotated[
        tuple[str, ...],
        Setting(
            "CSRF_TRUSTED_ORIGINS",
            "Origins behind a proxy whose forms are trusted, such as https://unidoc.example.org",
            valid=http_urls,
        ),
    ] = ()
    site_url: Annotated[
        str,
        Setting(
            "SITE_URL",
            "Address that people type, such as https://unidoc.example.org; letters link to it. "
            "Not set: https:// and the first of ALLOWED_HOSTS that is not this machine, else "
            "http://localhost on PORT.",
            valid=http_url,
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
    time_zone: Annotated[
        str,
        Setting(
            "TIME_ZONE",
            "Time zone of pages and dates, such as Asia/Yekaterinburg.",
            valid=time_zone,
        ),
    ] = "Europe/Moscow"
    email_url: Annotated[
        str,
        Setting(
            "EMAIL_URL",
            "Mail server: smtp+tls://user:password@host:587 (STARTTLS), smtp+ssl:// or smtp://. "
            "Not set: letters are printed.",
            valid=mail_url,
            secret=True,
        ),
    ] = ""

    mail_from: Annotated[
        str,
        Setting(
            "MAIL_FROM",
            "Sender of letters, such as unidoc@example.org. Not set: unidoc@ and the host of "
            "SITE_URL.",
            valid=mail_address,
        ),
    ] = ""

    @property
    def site(self) -> str:
        """The address that people type, without a slash at its end."""
        if self.site_url:
            return self.site_url.rstrip("/")
        named = [host for host in self.allowed_hosts if host not in LOCAL_NAMES]
        if named and named[0].strip("*."):
            return f"https://{named[0].lstrip('.')}"
        return f"http://localhost:{self.port}"

    @property
    def sender(self) -> str:
        return self.mail_from or f"unidoc@{urlsplit(self.site).hostname}"


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
class Trash:
    """How long the trash keeps what people threw away."""

    retention_days: Annotated[
        int,
        Setting(
            "TRASH_RETENTION_DAYS",
            "Days after which a document in the trash is deleted for good, at 02:15 UTC; 0: never "
            "by itself.",
            valid=Range(0, 36_500),
        ),
    ] = 30


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
        timedelta,
        Setting(
            "JWT_ACCESS_LIFETIME",
            "Life of an access token, such as 15m; 1m or longer.",
            valid=LIFETIMES,
        ),
    ] = timedelta(minutes=15)
    refresh_token_lifetime: Annotated[
        timedelta,
        Setting(
            "JWT_REFRESH_LIFETIME",
            "Life of a refresh token, such as 14d; 1m or longer.",
            valid=LIFETIMES,
        ),
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
