"""Is the house in order? What a load balancer and an operator ask."""

from dataclasses import dataclass
from typing import Literal

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from core.choices import JobState
from core.models import Job
from core.selectors.measures import alive_workers, waiting_jobs
from core.services.champion.serving import champion_state
from core.services.trainings.tracking import mlflow_answers

State = Literal["ok", "failed", "missing", "away"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each part's state; only database, migrations and a worker decide ``ready``.

    ``model`` is ``failed`` where there is one that cannot be loaded, and ``away`` with the storage
    of its file. ``queue_lag_seconds`` is the age of the oldest job that could be started.
    """

    database: State
    migrations: State
    worker: State
    model: State
    waiting_jobs: int
    queue_lag_seconds: float
    mlflow: State

    @property
    def ready(self) -> bool:
        return {self.database, self.migrations, self.worker} == {"ok"}


def readiness() -> Readiness:
    """Ask the database for nearly everything; when it is away, little else can be told."""
    mlflow: State = "ok" if mlflow_answers() else "away"
    try:
        return Readiness(
            database="ok",
            migrations="ok" if _migrated() else "failed",
            worker="ok" if alive_workers() else "missing",
            model=champion_state(),
            waiting_jobs=Job.objects.filter(state=JobState.QUEUED).count(),
            queue_lag_seconds=round(_lag(), 1),
            mlflow=mlflow,
        )
    except DatabaseError:
        return Readiness("failed", "failed", "missing", "missing", 0, 0.0, mlflow)


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _lag() -> float:
    """How long the oldest job that could be started has been waiting, in seconds."""
    return max(waiting.age for waiting in waiting_jobs().values())
