"""The mail server that EMAIL_URL names; without one, letters are printed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from unidoc.configuration.setting import MAIL_SCHEMES

PRINTED = "django.core.mail.backends.console.EmailBackend"
SENT = "django.core.mail.backends.smtp.EmailBackend"
TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class MailServer:
    """What Django's EMAIL_ settings want to know."""

    backend: str = PRINTED
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mail_server(url: str) -> MailServer:
    """``smtp://``, ``smtp+tls://`` (STARTTLS) or ``smtp+ssl://`` user:password@host:port."""
    if not url:
        return MailServer()
    parts = urlsplit(url)
    return MailServer(
        backend=SENT,
        host=parts.hostname or "localhost",
        port=parts.port or MAIL_SCHEMES[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtp+ssl",
    )
