"""Is the house in order? What a load balancer and an operator ask."""

from dataclasses import dataclass
from typing import Literal

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from core.choices import JobState, ModelState
from core.models import Job, TrainedModel
from core.selectors.measures import alive_workers, waiting_jobs

State = Literal["ok", "failed", "missing", "away"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each part's state; only database, migrations and a worker decide ``ready``.

    ``queue_lag_seconds`` is the age of the oldest job that could be started.
    """

    database: State
    migrations: State
    worker: State
    model: State
    waiting_jobs: int
    queue_lag_seconds: float

    @property
    def ready(self) -> bool:
        return {self.database, self.migrations, self.worker} == {"ok"}


def readiness() -> Readiness:
    """Ask the database for everything; when it is away, nothing else can be told."""
    try:
        return Readiness(
            database="ok",
            migrations="ok" if _migrated() else "failed",
            worker="ok" if alive_workers() else "missing",
            model="ok" if _has_champion() else "missing",
            waiting_jobs=Job.objects.filter(state=JobState.QUEUED).count(),
            queue_lag_seconds=round(_lag(), 1),
        )
    except DatabaseError:
        return Readiness("failed", "failed", "missing", "missing", 0, 0.0)


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _lag() -> float:
    """How long the oldest job that could be started has been waiting, in seconds."""
    return max(waiting.age for waiting in waiting_jobs().values())


def _has_champion() -> bool:
    return TrainedModel.objects.filter(state=ModelState.CHAMPION).exists()
