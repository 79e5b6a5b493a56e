"""What keeps the suite cheap: memory instead of the disk, one thread, little to look through.

The first of the plugins: NumPy and `tempfile` read the environment once, and the workers of
xdist and all other children inherit it.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import connection

from core.models import AuditEvent

MEMORY = Path("/dev/shm")  # noqa: S108
ROOM = 2 * 2**30  # bytes, several times what the suite has at once


def _work_in_memory() -> Path | None:
    """Most temporary files live for seconds: on a disk a quarter of the work is theirs.

    The folder for them, where there is room; it goes when the run ends.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return None
    about = os.statvfs(MEMORY)
    if about.f_flag & os.ST_NOEXEC or about.f_bavail * about.f_frsize < ROOM:
        return None
    folder = tempfile.mkdtemp(prefix="unidoc-", dir=MEMORY)
    Path(folder).chmod(0o711)  # the database's account works below it
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    return Path(folder)


memory = _work_in_memory()
# Each core has a process already; threads of linear algebra that wait for one another spin.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Imports leave no garbage, only more for each pass to look at.
gc.disable()


def pytest_collection_finish() -> None:
    """What was imported and collected stays: no pass looks at it again."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if memory is not None:
        shutil.rmtree(memory, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Let a flush delete rows: TRUNCATE makes new files for each of forty tables."""

    def delete(_style: object, tables: Sequence[str], **_options: bool) -> list[str]:
        audit = AuditEvent._meta.db_table  # its rows cannot be deleted
        rest = [f'DELETE FROM "{one}"' for one in tables if one != audit]  # noqa: S608
        return [f'TRUNCATE "{audit}"', "SET LOCAL unidoc.purge = 'on'", *rest]

    connection.ops.sql_flush = delete  # type: ignore[assignment, method-assign]
