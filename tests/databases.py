"""Databases on the server that all tests share."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from unidoc import env


def database_url(name: str) -> str:
    """The address of another database on the server of the tests."""
    server = urlsplit(env.read().database.dsn)
    return server._replace(path=f"/{name}").geturl()


def _administrator() -> psycopg.Connection:
    """Of the server, in no database of a test."""
    conninfo = make_conninfo(env.read().database.dsn, dbname="postgres")
    return psycopg.connect(conninfo, autocommit=True)


def administer(statement: sql.SQL, *names: str) -> None:
    with _administrator() as admin:
        admin.execute(statement.format(*map(sql.Identifier, names)))


def end_sessions(name: str) -> None:
    """A database that is to be copied must have none."""
    with _administrator() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )


@contextmanager
def mlflow_store(name: str) -> Iterator[str]:
    """An empty database for MLflow, at the address given as SQLAlchemy wants it."""
    administer(sql.SQL("CREATE DATABASE {}"), name)
    try:
        yield database_url(name).replace("postgresql://", "postgresql+psycopg://")
    finally:
        administer(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)
