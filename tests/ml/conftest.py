from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ml.archive import archive
from tests.servers import (
    S3,
    MlflowServer,
    embedded_postgres,
    mlflow_server,
    s3_server,
)
from unidoc.ml import Classifier


@pytest.fixture(scope="session")
def trained() -> Classifier:
    """A model that tests only read."""
    texts, labels = archive(60)
    return Classifier(error_budget=0.05).fit(texts, labels)


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """An S3 API server with one bucket, ``artifacts``."""
    with s3_server() as server:
        server.create_bucket("artifacts")
        yield server


@pytest.fixture(scope="session")
def mlflow(s3: S3) -> Iterator[MlflowServer]:
    """One MLflow server on PostgreSQL and S3 for the whole session."""
    with (
        embedded_postgres() as postgres,
        mlflow_server(
            store=postgres.create_database("mlflow"),
            artifacts="s3://artifacts",
            environment=s3.environment,
        ) as server,
    ):
        yield server
