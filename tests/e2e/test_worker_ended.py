"""SIGTERM with a job running: what the grace time does not see the end of is given back."""

from pathlib import Path

import psutil
import pytest
from django.db import connection, transaction

from core.choices import JobState
from core.models import Job, TrainedModel
from core.services import job_runs
from core.services.trainings import training
from tests.cast import Cast
from tests.e2e.workers import Site, wait_until
from tests.teaching import label


@pytest.fixture
def site(db: str, shared_files: Path) -> Site:
    return Site(db, shared_files)


def tasks(job: Job) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status FROM procrastinate_jobs"
            " WHERE (args ->> 'job_id')::bigint = %s AND queue_name = 'training'",
            [job.pk],
        )
        return list(cursor.fetchall())


def hold_trainings() -> None:
    """Until the transaction ends no training does: so few documents take no time."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {TrainedModel._meta.db_table} IN EXCLUSIVE MODE")


def test_a_training_is_given_back_when_the_grace_time_ends(
    site: Site, cast: Cast
) -> None:
    label(cast.admin, cast.tender, "tender", 12)
    label(cast.admin, cast.lease, "lease", 12)
    job = training.request_training(actor=cast.admin)
    with transaction.atomic(), site.worker(grace=0) as worker:
        hold_trainings()
        wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.RUNNING)
        children = psutil.Process(worker.pid).children(recursive=True)
        worker.terminate()
        # The worker's own word: long before its silence would be noticed.
        wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.QUEUED)
        assert worker.wait(20) == 0
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
    assert tasks(job) == [("core.train", "todo")]

    job_runs.run_train(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure_reason) == (JobState.DONE, "")
