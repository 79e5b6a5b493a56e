"""Jobs: visible rows around procrastinate's tasks.

A job is enqueued in the transaction of the row it is about; the task is named, not imported,
since the tasks call the services and not the other way round.
"""

import contextlib
import functools
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from procrastinate.exceptions import AlreadyEnqueued
from structlog.contextvars import bound_contextvars

from core import metrics
from core.choices import JobKind, JobState
from core.exceptions import Conflict, ProductError, expected
from core.models import FINISHED_STATES, RETRIABLE_STATES, Job, User, Version
from core.services import audit, work_queue

logger = structlog.get_logger(__name__)

QUEUES: Mapping[JobKind, str] = {
    JobKind.READ: "documents",
    JobKind.TRAIN: "training",
    JobKind.BATCH: "documents",
    JobKind.PURGE: "housekeeping",
}


# How often a job is begun before it is given up, worker deaths included.
MAX_ATTEMPTS = 4

# What an end is called in the metrics; a cancelled job is neither.
_COUNTED = {JobState.DONE: "succeeded", JobState.FAILED: "failed"}


class TooManyAttempts(ProductError):
    """The job was begun again and again and never came to an end."""

    code = "too-many-attempts"


class GivenBack(Exception):
    """The process ends before the job does: another one begins it anew."""


class JobCancelled(ProductError):
    """A person cancelled the job while it ran."""

    code = "cancelled"


@transaction.atomic
def enqueue(
    *,
    kind: JobKind,
    actor: User,
    version: Version | None = None,
    params: Mapping[str, object] | None = None,
) -> Job:
    """Create a job and its task; neither exists unless the transaction commits.

    Raises :class:`Conflict` for a second training.
    """
    with _one_training():
        job = Job.objects.create(
            kind=kind, created_by=actor, version=version, params=params or {}
        )
    defer(job)
    return job


def ask_about_waiting() -> None:
    """Have the champion asked again about the documents that wait, once for many calls."""
    _ask("classify_waiting", queue="documents")


def ask_about_promise() -> None:
    """Have the error budget checked against the audit sample, once for many calls."""
    _ask("check_promise", queue="housekeeping")


def _ask(name: str, *, queue: str) -> None:
    """Enqueue a lone task once this is committed, unless it waits already.

    Within the transaction, its queueing lock would make everybody else wait for the commit.
    """
    task = work_queue.lone_task(name, queue=queue)

    def defer_once() -> None:
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            task.defer()

    transaction.on_commit(defer_once)


def defer(job: Job) -> None:
    """Hand a queued job to the workers."""
    kind = JobKind(job.kind)
    work_queue.task(kind.value, queue=QUEUES[kind]).defer(job_id=job.pk)


@contextmanager
def running(job: Job) -> Iterator[Job]:
    """Run the block as ``job``: its end, good or bad, becomes the job's state.

    An expected failure (:class:`ProductError`) ends here as the job's reason; an unexpected
    one is recorded with its traceback and goes on to the worker's log. What the job says is
    said in the language of whoever asked for it.
    """
    with bound_contextvars(job_id=job.pk), override(job.created_by.language):
        yield from _running(job)


def _running(job: Job) -> Iterator[Job]:
    _begin(job)
    try:
        yield job
    except JobCancelled:
        _finish(job, JobState.CANCELLED)
    except ProductError as failure:
        _finish(
            job, JobState.FAILED, failure_code=failure.code, failure_reason=str(failure)
        )
    except Exception as error:
        told = expected(error) or _surprise()
        _finish(
            job,
            JobState.FAILED,
            failure_code=told.code,
            failure_reason=str(told),
            traceback=traceback.format_exc(),
        )
        raise
    else:
        _finish(job, JobState.DONE, progress=1.0)


def _surprise() -> ProductError:
    message = _("Something broke on our side; the operator has the details.")
    return ProductError(message, code="internal")


def _begin(job: Job) -> None:
    """One that a person cancelled a moment ago stays so, and stops at its first step."""
    alive = Job.objects.filter(pk=job.pk).exclude(state=JobState.CANCELLED)
    begun = {
        "state": JobState.RUNNING,
        "started_at": timezone.now(),
        "attempts": F("attempts") + 1,
        "failure_code": "",
        "failure_reason": "",
    }
    alive.update(**begun)
    job.refresh_from_db(fields=[*begun])


def report_progress(job: Job, step: str, progress: float) -> None:
    """Show how far the job is (0 to 1); raises :class:`JobCancelled` if it was cancelled."""
    alive = Job.objects.filter(pk=job.pk).exclude(state=JobState.CANCELLED)
    if not alive.update(step=step[:100], progress=min(max(progress, 0.0), 1.0)):
        raise JobCancelled(_("The job was cancelled."))


def fail(job: Job, *, code: str, reason: str, traceback: str = "") -> None:
    """End a job from outside, unless it has ended already."""
    alive = Job.objects.filter(pk=job.pk).exclude(state__in=FINISHED_STATES)
    alive.update(
        state=JobState.FAILED,
        finished_at=timezone.now(),
        failure_code=code,
        failure_reason=reason,
        traceback=traceback,
    )


def give_back(job_id: int) -> None:
    """A running job waits again: its worker ends, another one will begin it anew."""
    running = Job.objects.filter(pk=job_id, state=JobState.RUNNING)
    running.update(state=JobState.QUEUED, step="", progress=0.0)


def require_attempts_left(job: Job) -> None:
    """Raise :class:`TooManyAttempts` in a running job that broke off too often."""
    if job.attempts > MAX_ATTEMPTS:
        raise TooManyAttempts(
            _("This was begun {n} times and broke off each time.").format(
                n=MAX_ATTEMPTS
            )
        )


def watcher(job: Job) -> Callable[[str, float], None]:
    """:func:`report_progress` for one job, to hand to long work."""
    return functools.partial(report_progress, job)


@transaction.atomic
def cancel(*, actor: User, job: Job) -> Job:
    """Ask a job to stop; a running one stops at its next step."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state in FINISHED_STATES:
        raise Conflict(_("This job has already ended."), code="job-ended")
    before = {"state": locked.state}
    _update(locked, state=JobState.CANCELLED, finished_at=timezone.now())
    _record(actor, "job.cancel", locked, before)
    return locked


@transaction.atomic
def retry(*, actor: User, job: Job) -> Job:
    """Queue a failed or cancelled job again, with all its attempts.

    Raises :class:`Conflict` for any other job, and for a second training.
    """
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state not in RETRIABLE_STATES:
        raise Conflict(
            _("Only a failed or cancelled job can be retried."), code="job-not-failed"
        )
    before = {"state": locked.state}
    with _one_training():
        _update(
            locked,
            state=JobState.QUEUED,
            attempts=0,
            progress=0.0,
            step="",
            finished_at=None,
        )
    defer(locked)
    _record(actor, "job.retry", locked, before)
    return locked


@contextmanager
def _one_training() -> Iterator[None]:
    """The database lets only one training wait or run; say so to people."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(
            _("A model is being trained already. Wait for it or cancel it."),
            code="training-runs",
        ) from error


def _record(actor: User, action: str, job: Job, before: Mapping[str, object]) -> None:
    after = {"state": job.state}
    audit.record(actor=actor, action=action, subject=job, before=before, after=after)


def _finish(job: Job, state: JobState, **values: object) -> None:
    _update(job, state=state, finished_at=timezone.now(), **values)
    logger.info(
        "job_ended", kind=str(job.kind), state=state.value, code=job.failure_code
    )
    count_ended(job)


def count_ended(job: Job) -> None:
    """Count a job that ended, in the metrics of this process."""
    state = JobState(job.state)
    if state in _COUNTED:
        metrics.JOBS_FINISHED.labels(task=job.kind, state=_COUNTED[state]).inc()


def _update(job: Job, **values: object) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))
