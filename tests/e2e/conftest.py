from collections.abc import Iterator

import pytest
from django.db import connection, connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from tests.cast import Cast
from tests.databases import administer, database_url, end_sessions
from tests.e2e.house import House


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A migrated database of the test's own, in use here and at the URL given.

    In place of the ``db`` of other tests: rows are committed, so that other threads and
    processes see them.
    """
    template = connection.settings_dict["NAME"]
    name = f"{template}_own"
    connections.close_all()
    end_sessions(template)  # a thread of an earlier test may have left one open
    administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)
    connection.settings_dict["NAME"] = name
    try:
        with django_db_blocker.unblock():
            yield database_url(name)
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = template
        administer(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)


@pytest.fixture
def house(cast: Cast) -> House:
    return House(cast)
