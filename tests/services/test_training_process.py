"""A training runs in a process of its own, and however that ends, the job says how."""

import os
import signal
import subprocess
import sys
from typing import IO, Any

import pytest

from core.choices import JobState, ModelState
from core.exceptions import Conflict
from core.models import Job, TrainedModel
from core.services import jobs, locks
from core.services.trainings import training, training_process
from tests.cast import Cast
from tests.teaching import label

pytestmark = pytest.mark.django_db
with_children = pytest.mark.usefixtures("shared_with_children")


@pytest.fixture
def job(cast: Cast) -> Job:
    label(cast.admin, cast.tender, "tender", 8)
    label(cast.admin, cast.lease, "lease", 8)
    return training.request_training(actor=cast.admin)


def children() -> list[int]:
    mine = ["pgrep", "-P", str(os.getpid()), "-f", "run_training"]
    found = subprocess.run(mine, capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


@with_children
def test_it_trains_and_the_first_model_serves(job: Job) -> None:
    steps = []
    training_process.run(job, lambda step, progress: steps.append(step))
    assert (job.state, job.progress, job.failure_reason) == (JobState.DONE, 1.0, "")
    model = TrainedModel.objects.get(pk=job.result["model"])
    assert model.state == ModelState.CHAMPION
    assert not job.result["tracked"]
    assert model.mlflow_run_id == ""
    assert set(steps) & {"measure", "fit", "gate", "track"}
    assert not children()


@with_children
def test_killed_it_has_failed_with_a_reason(job: Job) -> None:
    def kill(step: str, progress: float) -> None:
        for pid in children():
            os.kill(pid, signal.SIGKILL)

    training_process.run(job, kill)
    assert (job.state, job.failure_code) == (JobState.FAILED, "training-broke-off")
    assert "killed" in job.failure_reason
    assert not TrainedModel.objects.exists()


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (
            "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
            "crashed (SIGSEGV)",
        ),
        ("import os; os.abort()", "Raise TRAINING_MEMORY_MB"),
        ("import sys; print('last words'); sys.exit(7)", "exit code 7"),
    ],
)
def test_crashed_it_has_failed_with_a_reason(
    job: Job, monkeypatch: pytest.MonkeyPatch, end: str, reason: str
) -> None:
    def start(job: Job, words: IO[bytes]) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-c", end]
        return subprocess.Popen(line, stdout=words, start_new_session=True)

    monkeypatch.setattr(training_process, "_start", start)
    training_process.run(job)
    assert (job.state, job.failure_code) == (JobState.FAILED, "training-broke-off")
    assert reason in job.failure_reason
    assert ("last words" in job.traceback) == ("last words" in end)


@with_children
def test_cancelled_it_ends_at_once(job: Job, cast: Cast) -> None:
    def cancel(step: str, progress: float) -> None:
        jobs.cancel(actor=cast.admin, job=job)

    training_process.run(job, cancel)
    assert job.state == JobState.CANCELLED
    assert not children()
    assert not TrainedModel.objects.exists()


@with_children
def test_out_of_memory_is_a_reason(
    job: Job, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Told by the training itself, or by its watcher where a library just ended it."""
    monkeypatch.setenv("TRAINING_MEMORY_MB", "256")
    # Else it would just do: each thread of linear algebra has a buffer of its own.
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    settings.TRAINING_MEMORY_MB = 256
    Job.objects.filter(pk=job.pk).update(params={"recipe": "forest"})
    training_process.run(job)
    assert job.state == JobState.FAILED
    assert job.failure_code in {"out-of-memory", "training-broke-off"}
    assert "256 MB" in job.failure_reason


def test_a_training_without_its_watcher_makes_room(job: Job, cast: Cast) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    with pytest.raises(Conflict):
        training.request_training(actor=cast.admin)
    training_process.fail_lost()
    job.refresh_from_db()
    assert (job.state, job.failure_code) == (JobState.FAILED, "training-lost")
    training.request_training(actor=cast.admin)


def test_a_lock_is_given_back(job: Job) -> None:
    with locks.attempt("training") as alone:
        assert alone
    with locks.attempt("training") as alone:
        assert alone
