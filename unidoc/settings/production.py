"""Behind HTTPS, with everything named by the operator. Refuses to start half configured."""

from __future__ import annotations

from unidoc.env import Environment
from unidoc.errors import StartupError
from unidoc.settings.base import *  # noqa: F403
from unidoc.settings.base import ENVIRONMENT
from unidoc.settings.logs import JSON, logging_config

LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}


def refusals(environment: Environment) -> list[str]:
    """What an operator has to mend first, one sentence each."""
    key = environment.security.secret_key
    hosts = environment.web.allowed_hosts
    rules = {
        "SECRET_KEY must be set, 50 characters or more.": len(key) < 50,
        "SECRET_KEY must be random, not a repeated or a sample text.": len(set(key))
        < 10,
        "DEBUG must be off.": environment.security.debug,
        "ALLOWED_HOSTS must name the host names of this site.": set(hosts)
        <= LOCAL_NAMES,
        "ALLOWED_HOSTS must not be *.": "*" in hosts,
        "DATABASE_URL (or DB_HOST) must name a PostgreSQL.": not environment.database.dsn,
    }
    return [sentence for sentence, broken in rules.items() if broken]


if refusals(ENVIRONMENT):
    raise StartupError("Production cannot start. " + " ".join(refusals(ENVIRONMENT)))

LOGGING = logging_config(ENVIRONMENT.logging.level, JSON)

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
