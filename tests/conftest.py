"""One PostgreSQL for the whole session, shared by all xdist workers."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from unidoc import embedded, env
from unidoc.settings.database import database

pytest_plugins = [
    "tests.economy",
    "tests.cast",
    "tests.teaching",
    "tests.tracking",
    "tests.processes",
]

server = pytest.StashKey[tuple[embedded.Use, Path]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start a throw-away server unless DATABASE_URL or DB_HOST names one.

    The workers are started afterwards and inherit DATABASE_URL.
    """
    if env.read().database.dsn:
        return
    folder = Path(tempfile.mkdtemp(prefix="unidoc-tests-"))
    folder.chmod(0o711)
    use = embedded.join(folder, volatile=True)
    config.stash[server] = (use, folder)
    os.environ["DATABASE_URL"] = use.url("unidoc")
    # pytest-django has loaded the settings already.
    settings.DATABASES["default"].update(database(env.read().database))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker waits for another's at the end."""
    items.sort(key=lambda item: "tests/e2e/" not in item.path.as_posix())


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
    if server in config.stash:
        use, folder = config.stash[server]
        use.leave()
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request in Russian leaves its thread speaking Russian: not to the next test."""
    with translation.override("en"):
        yield
