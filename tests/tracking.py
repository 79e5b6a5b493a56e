"""One MLflow server for the session, on PostgreSQL and S3, as fixtures.

Tests that use it belong to ``@pytest.mark.xdist_group("mlflow")``: one worker starts it.
"""

import os
from collections.abc import Iterator

import pytest

from tests.databases import mlflow_store
from tests.servers import S3, MlflowServer, mlflow_server, s3_server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """An S3 API server with one bucket, ``artifacts``."""
    with s3_server() as server:
        server.create_bucket("artifacts")
        yield server


@pytest.fixture(scope="session")
def mlflow(s3: S3) -> Iterator[MlflowServer]:
    with (
        mlflow_store(f"mlflow_{os.getpid()}") as store,
        mlflow_server(
            store=store,
            artifacts="s3://artifacts",
            environment=s3.environment,
        ) as server,
    ):
        yield server
