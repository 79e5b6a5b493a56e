"""A database that goes away for a moment: the worker ends, and says that nobody told it to."""

from pathlib import Path
from urllib.parse import urlsplit

from psycopg import sql

from core.selectors.measures import alive_workers
from tests.databases import administer, end_sessions
from tests.e2e.workers import Site, wait_until


def test_whoever_starts_workers_again_after_a_failure_starts_this_one(
    db: str, shared_files: Path, tmp_path: Path
) -> None:
    name, log = urlsplit(db).path[1:], tmp_path / "log"
    with Site(db, shared_files, log).worker() as worker:
        wait_until(lambda: alive_workers() == 1)
        administer(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false"), name)
        end_sessions(name)
        wait_until(lambda: "listener failed" in log.read_text())
        administer(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true"), name)
        assert worker.wait(60) == 1
