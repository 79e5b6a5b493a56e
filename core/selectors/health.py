"""Is the house in order? What a load balancer and an operator ask."""

import datetime
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core.choices import JobState, ModelState
from core.models import Job, TrainedModel

State = Literal["ok", "failed", "missing", "away"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each part's state; only the required ones decide ``ready``."""

    database: State
    migrations: State
    worker: State
    model: State
    waiting_jobs: int

    @property
    def ready(self) -> bool:
        return {self.database, self.migrations, self.worker} == {"ok"}


def readiness() -> Readiness:
    """Ask the database for everything; when it is away, nothing else can be told."""
    try:
        return Readiness(
            database="ok",
            migrations="ok" if _migrated() else "failed",
            worker="ok" if _worker_beats() else "missing",
            model="ok" if _has_champion() else "missing",
            waiting_jobs=Job.objects.filter(state=JobState.QUEUED).count(),
        )
    except DatabaseError:
        return Readiness("failed", "failed", "missing", "missing", 0)


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _worker_beats() -> bool:
    silence = datetime.timedelta(seconds=settings.WORKER_SILENCE_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > %s)",
            [timezone.now() - silence],
        )
        found = cursor.fetchone()
    return bool(found and found[0])


def _has_champion() -> bool:
    return TrainedModel.objects.filter(state=ModelState.CHAMPION).exists()
