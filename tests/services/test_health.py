"""Ready or not: what a load balancer and an operator are told, state by state."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from core.choices import JobKind
from core.services import jobs
from core.services.health import readiness
from tests.cast import Cast
from tests.teaching import Teach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


def worker_beat(seconds_ago: float = 0) -> None:
    """A worker whose last sign of life is so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
            [seconds_ago],
        )


@pytest.fixture(autouse=True)
def no_mlflow(settings: Any) -> None:
    settings.MLFLOW_TRACKING_URI = "http://127.0.0.1:9"


def test_alive_without_asking_anything(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_not_ready_without_a_worker(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "database": "ok",
        "migrations": "ok",
        "worker": "missing",
        "model": "missing",
        "waiting_jobs": 0,
        "queue_lag_seconds": 0.0,
        "mlflow": "away",
    }


def test_ready_with_a_worker_though_model_and_mlflow_are_missing(
    client: Client,
) -> None:
    worker_beat()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


def test_a_worker_that_fell_silent_is_none(settings: Any) -> None:
    settings.WORKER_SILENCE_SECONDS = 30
    worker_beat(seconds_ago=31)
    assert readiness().worker == "missing"
    settings.WORKER_SILENCE_SECONDS = 60
    assert readiness().worker == "ok"


def test_the_model_and_the_queue_are_told(cast: Cast, teach: Teach) -> None:
    teach(14)
    jobs.enqueue(kind=JobKind.TRAIN, actor=cast.admin)
    found = readiness()
    assert (found.model, found.waiting_jobs) == ("ok", 1)


def test_a_lag_is_told_and_does_not_make_unready(cast: Cast, client: Client) -> None:
    jobs.enqueue(kind=JobKind.TRAIN, actor=cast.admin)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    worker_beat()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert 3600 <= answer.json()["queue_lag_seconds"] < 3700


def test_a_migration_that_waits_is_told() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")
    worker_beat()
    found = readiness()
    assert (found.migrations, found.ready) == ("failed", False)


def test_a_database_that_is_away_is_an_answer_not_an_error(client: Client) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "failed"
