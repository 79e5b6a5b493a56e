"""What production refuses to start with."""

from __future__ import annotations

from unidoc.configuration.setting import LOCAL_NAMES
from unidoc.env import Environment

SECRET_LENGTH = 50
SECRET_LETTERS = 10


def refusals(environment: Environment) -> list[str]:
    """What an operator has to mend first, one sentence each."""
    key = environment.security.secret_key
    hosts = set(environment.web.allowed_hosts)
    rules = {
        f"SECRET_KEY must be set, {SECRET_LENGTH} characters or more.": (
            len(key) < SECRET_LENGTH
        ),
        "SECRET_KEY must be random, not a repeated text.": len(set(key))
        < SECRET_LETTERS,
        "DEBUG must be off.": environment.security.debug,
        "ALLOWED_HOSTS must name the host names of this site.": hosts <= LOCAL_NAMES,
        "ALLOWED_HOSTS must not be *.": "*" in hosts,
        "DATABASE_URL (or DB_HOST) must name a PostgreSQL.": not environment.database.dsn,
    }
    return [sentence for sentence, broken in rules.items() if broken]
