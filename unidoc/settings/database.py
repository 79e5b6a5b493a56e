"""Django's database settings, from the one URL that names the database."""

from __future__ import annotations

from typing import Any, cast

import dj_database_url

from unidoc.configuration import Database

DEFAULT_OPTIONS = {"connect_timeout": 5, "application_name": "unidoc"}


def database(named: Database) -> dict[str, Any]:
    """The entry for DATABASES. Without a name it is PostgreSQL's own default address:
    the edges name the embedded database before anything connects.
    """
    config = cast(
        "dict[str, Any]",
        dj_database_url.parse(
            named.dsn or "postgresql:///unidoc",
            conn_max_age=60,
            conn_health_checks=True,
        ),
    )
    options = {**DEFAULT_OPTIONS, **config.get("OPTIONS", {})}
    # A socket folder travels as ?host=/folder, since a URL's host loses upper case.
    config["HOST"] = options.pop("host", config["HOST"])
    return {**config, "OPTIONS": options}
