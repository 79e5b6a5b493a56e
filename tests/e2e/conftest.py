from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pytest_django import DjangoDbBlocker

from tests.cast import Cast
from tests.databases import administer, database_url
from tests.e2e.house import House
from unidoc import env


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A migrated database of the test's own, in use here and at the URL given.

    In place of the ``db`` of other tests: rows are committed, so that other threads and
    processes see them.
    """
    template = connection.settings_dict["NAME"]
    name = f"{template}_own"
    connections.close_all()
    _end_other_sessions(template)
    administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)
    connection.settings_dict["NAME"] = name
    try:
        with django_db_blocker.unblock():
            yield database_url(name)
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = template
        administer(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)


def _end_other_sessions(name: str) -> None:
    """A thread of an earlier test may have left one open; a template must have none."""
    conninfo = make_conninfo(env.read().database.dsn, dbname="postgres")
    with psycopg.connect(conninfo, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )


@pytest.fixture
def house(cast: Cast) -> House:
    return House(cast)
