"""A training in a process of its own, so that it can harm nothing but itself.

The parent (a worker, or `manage.py train`) watches the job's row and the child. The child
(`manage.py run_training`) keeps the row up to date itself; what the parent adds is how it
ended when the child could not say so. A child whose parent dies ends too.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from core.choices import JobKind, JobState
from core.models import FINISHED_STATES, Job
from core.services import jobs, locks
from core.services.people import notifications

# Held by whoever watches a training: two never run at once.
LOCK = "training"
LOOK_SECONDS = 0.3
LAST_WORDS = 8000
_gone = threading.Event()

Watch = Callable[[str, float], None]


def run(job: Job, watch: Watch = lambda step, progress: None) -> None:
    """Train as ``job`` says, in a child. Returns when the job has ended, well or not.

    While another process is busy with it, this one only looks on.
    """
    while not _ended(job):
        with locks.attempt(LOCK) as alone:
            if alone and not _ended(job):
                _take_up(job, watch)
                continue
        watch(job.step, job.progress)
        time.sleep(LOOK_SECONDS)


def _ended(job: Job) -> bool:
    job.refresh_from_db()
    return job.state in FINISHED_STATES


def _take_up(job: Job, watch: Watch) -> None:
    """With the lock in hand: a job that runs already has lost its watcher."""
    if job.state == JobState.RUNNING:
        _lost(job)
        return
    with tempfile.TemporaryFile() as words:
        child = _start(job, words)
        try:
            _wait(child, job, watch)
        finally:
            _end(child)
            if _gone.is_set():
                jobs.give_back(job.pk)
            else:
                _account_for(job, child, words)


def let_go() -> None:
    """End the trainings of this process for good, because it ends: others begin them anew."""
    _gone.set()


def fail_lost() -> None:
    """End the trainings whose watcher is gone, killed or switched off with its machine."""
    with locks.attempt(LOCK) as alone:
        running = Job.objects.filter(kind=JobKind.TRAIN, state=JobState.RUNNING)
        for job in running if alone else ():
            _lost(job)
            job.refresh_from_db()
            notifications.training_ended(job)


def _lost(job: Job) -> None:
    jobs.fail(
        job,
        code="training-lost",
        reason=_("The process that trained ended unexpectedly. Train again."),
    )


def _start(job: Job, words: IO[bytes]) -> subprocess.Popen[bytes]:
    manage = settings.BASE_DIR / "manage.py"
    return subprocess.Popen(  # noqa: S603
        [sys.executable, str(manage), "run_training", str(job.pk)],
        stdin=subprocess.PIPE,  # closed by the kernel when we die: the child's sign to end
        stdout=words,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _wait(child: subprocess.Popen[bytes], job: Job, watch: Watch) -> None:
    """Until the child ends, or the job is cancelled. Raises `GivenBack` after `let_go`."""
    while child.poll() is None:
        if _gone.is_set():
            raise jobs.GivenBack
        job.refresh_from_db(fields=["state", "step", "progress"])
        if job.state == JobState.CANCELLED:
            return
        watch(job.step, job.progress)
        time.sleep(LOOK_SECONDS)


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdin:
        child.stdin.close()


def _account_for(job: Job, child: subprocess.Popen[bytes], words: IO[bytes]) -> None:
    """Say how the job ended, when the child could not."""
    job.refresh_from_db()
    if job.state in FINISHED_STATES:
        jobs.count_ended(job)  # the child counted in its own memory, which is gone
        return
    words.seek(max(0, words.seek(0, os.SEEK_END) - LAST_WORDS))
    jobs.fail(
        job,
        code="training-broke-off",
        reason=_ending(child.returncode),
        traceback=words.read().decode(errors="replace"),
    )


def _ending(code: int) -> str:
    if code == -signal.SIGKILL:
        return _(
            "The training was killed, by a person or because the machine ran out of memory."
        )
    if code == -signal.SIGABRT:
        return _(
            "The training was broken off by a library (SIGABRT), as happens when it gets no "
            "more memory: {limit} MB is all it may take. Raise TRAINING_MEMORY_MB."
        ).format(limit=settings.TRAINING_MEMORY_MB)
    if code < 0:
        name = signal.Signals(-code).name
        return _("The training crashed ({signal}).").format(signal=name)
    return _("The training ended early (exit code {code}).").format(code=code)
