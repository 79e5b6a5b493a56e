"""What each kind of job does when a worker takes it up."""

from django.db import transaction

from core.choices import JobState
from core.extraction import FailureCode
from core.models import Batch, Job, Version
from core.services import batches, jobs
from core.services.champion import classification
from core.services.people import notifications
from core.services.storage import purge
from core.services.texts import fingerprints, reading, vocabulary
from core.services.trainings import training_process

# Of a job that reads and classifies: where its reading begins and ends.
READING = 0.1, 0.8


def run_read(job_id: int) -> None:
    """Read a version and classify it. Safe to run again after a crash at any point."""
    job = _unfinished(job_id)
    if job is None or job.version is None:
        _end_cancelled(job_id)
        return
    if job.attempts >= jobs.MAX_ATTEMPTS:
        # It took its worker down again and again: end it, so that the document can go on.
        reading.give_up(job.version, FailureCode.CRASHED)
    with jobs.running(job):
        jobs.require_attempts_left(job)
        _read(job, job.version)
        with transaction.atomic():
            fingerprints.remember(job.version)
            # Last: others who note the same words wait for this commit.
            vocabulary.note(job.version)
        jobs.report_progress(job, "classify", READING[1])
        classification.classify_version(job.version)


def _read(job: Job, version: Version) -> None:
    """Read, page by page where pages are recognised; a document never waits for nothing."""
    begin, end = READING

    def on_page(done: int, total: int) -> None:
        jobs.report_progress(job, "read", begin + (end - begin) * done / total)

    try:
        on_page(0, 1)
        guess = bool(job.params.get("guess_title"))
        reading.read_version(version, guess_title=guess, on_page=on_page)
    except jobs.JobCancelled:
        reading.give_up(version, FailureCode.CANCELLED)
        raise


def _end_cancelled(job_id: int) -> None:
    """A reading that was cancelled before it began: its document waits no longer."""
    rows = Job.objects.select_related("version__document", "version__extraction")
    job = rows.filter(pk=job_id, state=JobState.CANCELLED).first()
    if job is not None and job.version is not None:
        reading.give_up(job.version, FailureCode.CANCELLED)


def run_train(job_id: int) -> None:
    """Train a model from what people decided so far."""
    job = _unfinished(job_id)
    if job is not None:
        training_process.run(job)
        notifications.training_ended(job)


def run_batch(job_id: int) -> None:
    """Look ahead, apply or undo a batch, from where another attempt left it."""
    job = _unfinished(job_id)
    if job is None:
        return
    with jobs.running(job):
        jobs.require_attempts_left(job)
        rows = Batch.objects.select_related("created_by")
        batch = rows.filter(pk=job.params["batch"], job=job).first()
        if batch is None:
            return  # forgotten, or something else was begun with it since
        batches.run(batch, batches.Work(job.params["work"]), jobs.watcher(job))


def run_purge(job_id: int) -> None:
    """Empty the trash. Safe to run again: it goes on where it broke off."""
    job = _unfinished(job_id)
    if job is None:
        return
    with jobs.running(job):
        jobs.require_attempts_left(job)
        purge.run(job)


def _unfinished(job_id: int) -> Job | None:
    """The job, unless it is done, cancelled or gone.

    A failed one comes back here only when its task is tried again.
    """
    return (
        Job.objects.select_related(
            "version__document", "version__extraction", "created_by"
        )
        .exclude(state__in=[JobState.DONE, JobState.CANCELLED])
        .filter(pk=job_id)
        .first()
    )
