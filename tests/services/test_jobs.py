"""Jobs are rows that say what happened: done, cancelled, failed and why, given up."""

import datetime
import io
from contextlib import suppress
from typing import Any

import procrastinate.jobs
import pytest
from django.core.files.storage import InMemoryStorage, storages
from django.db import transaction
from django.utils import timezone
from PIL import Image
from procrastinate import sql
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from core.choices import DocumentStatus, JobKind, JobState
from core.exceptions import Conflict
from core.jobs import tasks
from core.jobs.ending import GiveBack
from core.models import AuditEvent, Document, Extraction, Job
from core.services import documents, job_runs, jobs
from core.services.champion import classification
from core.services.storage import originals
from core.services.texts import reading
from core.services.trainings import training
from tests.cast import Cast, Client, current, run_jobs, upload
from tests.extraction.test_scans import needs_tesseract


@pytest.fixture
def job(cast: Cast) -> Job:
    upload(cast.editor, "About the lot")
    return Job.objects.get()


class BrokenStorage(InMemoryStorage):
    """Its disk gives errors."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        raise OSError("Input/output error")


def break_storage() -> None:
    storages._storages["originals"] = BrokenStorage()  # type: ignore[attr-defined]


def run(job: Job) -> Job:
    job_runs.run_read(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_ends_with_its_progress_full(job: Job) -> None:
    run(job)
    assert (job.state, job.progress, job.attempts) == (JobState.DONE, 1.0, 1)
    assert job.started_at is not None
    assert job.finished_at is not None
    assert job.finished_at >= job.started_at


def test_a_task_goes_with_its_row_in_a_worker_too(cast: Cast) -> None:
    document = upload(cast.editor, "About the lot")
    mine = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(mine) as worker, worker.open():
        with suppress(Conflict), transaction.atomic():
            lost = jobs.enqueue(
                kind=JobKind.READ, actor=cast.editor, version=current(document)
            )
            raise Conflict("Not now.")
        kept = jobs.enqueue(
            kind=JobKind.READ, actor=cast.editor, version=current(document)
        )
    queued = ProcrastinateJob.objects.filter(task_name="core.read")
    assert not queued.filter(args__job_id=lost.pk).exists()
    assert queued.filter(args__job_id=kept.pk).exists()


def test_asking_about_what_waits_never_takes_all_hands(
    empty_queue: None,
    cast: Cast,
    django_capture_on_commit_callbacks: Any,
) -> None:
    taken: list[str | None] = []
    worker = ask_queue("register_worker")["worker_id"]
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.ask_about_waiting()
        found = ask_queue("fetch_job", queues=["documents"], worker_id=worker)
        taken.append(found["task_name"])
    assert taken == ["core.classify_waiting", None]
    upload(cast.editor, "About the lot")
    found = ask_queue("fetch_job", queues=["documents"], worker_id=worker)
    assert found["task_name"] == "core.read"


def ask_queue(query: str, **arguments: Any) -> dict[str, Any]:
    """One of procrastinate's own queries, on the test's connection: a worker asks the same
    in an event loop, of which a browser's thread has one already.
    """
    return DjangoConnector().execute_query_one(sql.queries[query], **arguments)


def test_a_job_that_is_done_is_not_done_again(job: Job) -> None:
    run(job)
    assert run(job).attempts == 1


def test_a_cancelled_job_does_not_start(cast: Cast, job: Job) -> None:
    jobs.cancel(actor=cast.editor, job=job)
    assert run(job).state == JobState.CANCELLED
    assert Extraction.objects.get().failure_code == "cancelled"
    assert Document.objects.get().status == DocumentStatus.FAILED


def test_a_cancelled_reading_can_be_retried(cast: Cast, job: Job) -> None:
    jobs.cancel(actor=cast.editor, job=job)
    run(job)
    jobs.retry(actor=cast.editor, job=job)
    assert run(job).state == JobState.DONE
    assert Document.objects.get().status == DocumentStatus.INBOX


def test_what_could_not_be_read_is_read_again(cast: Cast, client_of: Client) -> None:
    document = upload(cast.editor, b"A lease of the floor", name="scan.txt")
    jobs.cancel(actor=cast.editor, job=Job.objects.get())
    job_runs.run_read(Job.objects.get().pk)
    client, url = client_of(cast.editor), f"/api/v1/documents/{document.pk}/"
    assert client.get(url).json()["status"] == "failed"
    answer = client.post(f"{url}read-again/")
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    assert client.get(url).json()["status"] == "processing"
    assert client.post(f"{url}read-again/").json()["code"] == "being-read"
    run_jobs()
    shown = client.get(url).json()
    assert (shown["status"], shown["title"]) == ("inbox", "A lease of the floor")
    assert client.post(f"{url}read-again/").json()["code"] == "was-read"


@needs_tesseract
def test_pages_that_are_recognised_are_counted(cast: Cast) -> None:
    pages = [Image.new("L", (300, 100), 255) for _ in range(3)]
    scan = io.BytesIO()
    pages[0].save(scan, "TIFF", save_all=True, append_images=pages[1:])
    document = upload(cast.editor, scan.getvalue(), name="scan.tiff")
    heard: list[tuple[int, int]] = []
    with pytest.raises(reading.UnreadableDocument):  # they are blank
        reading.read_version(
            current(document), on_page=lambda *page: heard.append(page)
        )
    assert heard == [(0, 3), (1, 3), (2, 3)]


def test_a_job_that_is_cancelled_while_a_worker_takes_it_up_stops_at_once(
    cast: Cast, job: Job
) -> None:
    jobs.cancel(actor=cast.editor, job=Job.objects.get())
    with jobs.running(job):  # as the worker read it before
        jobs.report_progress(job, "read", 0.1)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.CANCELLED, 0)


def test_a_running_job_stops_at_its_next_step(cast: Cast, job: Job) -> None:
    steps = []
    with jobs.running(job):
        jobs.report_progress(job, "read", 0.1)
        jobs.cancel(actor=cast.editor, job=job)
        steps.append("cancelled")
        jobs.report_progress(job, "classify", 0.8)
        steps.append("went on")
    assert steps == ["cancelled"]
    job.refresh_from_db()
    assert (job.state, job.step) == (JobState.CANCELLED, "read")


def test_an_expected_failure_is_a_reason_and_no_traceback(cast: Cast) -> None:
    upload(cast.editor, b"%PDF-1.7", name="broken.pdf")
    run_jobs()
    job = Job.objects.get()
    assert (job.state, job.traceback) == (JobState.FAILED, "")
    assert job.failure_reason


def test_a_reason_is_in_the_language_of_who_asked(cast: Cast) -> None:
    cast.editor.language = "ru"
    cast.editor.save()
    upload(cast.editor, b"", name="empty.txt")
    run_jobs()
    assert Job.objects.get().failure_reason.startswith("Файл пуст")


def test_an_unexpected_failure_keeps_its_traceback_from_people(
    cast: Cast, client_of: Client, job: Job
) -> None:
    break_storage()
    with pytest.raises(OSError, match="Input/output"):
        run(job)
    job.refresh_from_db()
    assert (job.state, job.failure_code) == (JobState.FAILED, "internal")
    assert "OSError: Input/output error" in job.traceback
    shown = client_of(cast.editor).get(f"/api/v1/jobs/{job.pk}/").content.decode()
    assert "Input/output" not in shown
    assert "operator" in shown


def test_a_lost_original_is_told_and_can_be_read_again_when_it_is_back(
    cast: Cast, job: Job
) -> None:
    assert job.version is not None
    originals.storage().delete(originals.storage_key(job.version.sha256))
    assert run(job).failure_code == "lost"
    document = Document.objects.get()
    assert document.status == DocumentStatus.FAILED
    assert documents.read_again(actor=cast.editor, document=document)


def test_a_job_that_always_breaks_off_is_given_up_with_its_document(job: Job) -> None:
    break_storage()
    for _ in range(jobs.MAX_ATTEMPTS):
        with pytest.raises(OSError, match="Input/output"):
            run(job)
    run(job)
    assert (job.state, job.failure_code) == (JobState.FAILED, "too-many-attempts")
    assert "OSError: Input/output error" in job.traceback
    assert job.version is not None
    assert job.version.document.status == DocumentStatus.FAILED


def test_reading_outlasts_a_minute_without_storage() -> None:
    # As procrastinate counts: none before the first attempt.
    waits = (_wait(attempts) for attempts in range(jobs.MAX_ATTEMPTS - 1))
    assert sum(waits, datetime.timedelta()) > datetime.timedelta(minutes=1)


def _wait(attempts: int) -> datetime.timedelta:
    row = procrastinate.jobs.Job(
        id=1,
        queue="documents",
        lock=None,
        queueing_lock=None,
        task_name="core.read",
        attempts=attempts,
    )
    again = tasks.read.get_retry_exception(exception=OSError(), job=row)
    assert again is not None
    assert again.retry_decision.retry_at is not None
    return again.retry_decision.retry_at - timezone.now()


def test_a_job_that_kills_its_worker_is_given_up(job: Job) -> None:
    Job.objects.update(state=JobState.RUNNING, attempts=jobs.MAX_ATTEMPTS)
    assert run(job).failure_code == "too-many-attempts"
    assert job.version is not None
    assert job.version.document.status == DocumentStatus.FAILED


def test_a_text_that_kills_its_worker_in_classification_stays_in_the_inbox(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    class WorkerDied(BaseException):
        """What a kill looks like from inside: nothing is recorded."""

    def die(version: object) -> None:
        raise WorkerDied

    monkeypatch.setattr(classification, "classify_version", die)
    for _ in range(jobs.MAX_ATTEMPTS):
        with pytest.raises(WorkerDied):
            run(job)
    run(job)
    assert (job.state, job.failure_code) == (JobState.FAILED, "too-many-attempts")
    assert job.version is not None
    assert job.version.document.status == DocumentStatus.INBOX


def test_a_retry_reads_again_when_the_cause_is_gone(cast: Cast, job: Job) -> None:
    assert job.version is not None
    Job.objects.update(state=JobState.RUNNING, attempts=jobs.MAX_ATTEMPTS)
    run(job)
    jobs.retry(actor=cast.editor, job=job)
    run(job)
    document = type(job.version.document).objects.get()
    assert (job.state, job.attempts) == (JobState.DONE, 1)
    assert document.status == DocumentStatus.INBOX
    assert Extraction.objects.get().text == "About the lot"


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.DONE])
def test_only_what_ended_badly_is_retried(
    cast: Cast, job: Job, state: JobState
) -> None:
    Job.objects.update(state=state)
    with pytest.raises(Conflict, match="failed or cancelled"):
        jobs.retry(actor=cast.editor, job=job)


def test_no_second_training_by_way_of_a_retry(cast: Cast, client_of: Client) -> None:
    failed = jobs.enqueue(kind=JobKind.TRAIN, actor=cast.admin)
    Job.objects.update(state=JobState.FAILED)
    training.request_training(actor=cast.admin)
    answer = client_of(cast.admin).post(f"/api/v1/jobs/{failed.pk}/retry/")
    assert (answer.status_code, answer.json()["code"]) == (409, "training-runs")


def test_cancelling_and_retrying_are_on_the_record(cast: Cast, job: Job) -> None:
    jobs.cancel(actor=cast.editor, job=job)
    jobs.retry(actor=cast.editor, job=job)
    events: list[Any] = list(
        AuditEvent.objects.filter(object_type="job")
        .order_by("pk")
        .values_list("action", "actor__username", "before__state", "after__state")
    )
    assert events == [
        ("job.cancel", "editor", "queued", "cancelled"),
        ("job.retry", "editor", "cancelled", "queued"),
    ]


@pytest.mark.parametrize("kind", JobKind.values)
def test_a_worker_that_is_told_to_end_gives_each_kind_of_job_back(kind: str) -> None:
    assert isinstance(app.tasks[f"core.{kind}"].retry_strategy, GiveBack)
