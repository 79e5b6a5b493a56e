"""kill -9 in the middle of the work: afterwards every document is there once, and done."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.core.files.storage import storages
from django.db import connection

from core.choices import (
    BatchKind,
    DecisionSource,
    DocumentStatus,
    ExtractionState,
    ItemState,
    JobState,
)
from core.models import Decision, Document, Extraction, Job, Project, Version
from core.selectors.document_search import Wanted
from core.services import batches, job_runs
from core.services.batches import Plan, Selection
from core.services.storage import originals
from tests.cast import Cast, read_document, upload
from tests.e2e.workers import Site, kill, wait_until
from tests.teaching import Teach, sentence
from unidoc.configuration import Storage
from unidoc.settings.storages import storages as storage_settings

UPLOADS = 30
ROWS = 1200
BATCH = 40


@pytest.fixture
def site(db: str, tmp_path: Path, settings: Any) -> Iterator[Site]:
    """The test's own database and data folder, for us and for the workers alike."""
    settings.STORAGES = {
        **settings.STORAGES,
        **storage_settings(Storage(), tmp_path),
    }
    storages._storages.clear()  # type: ignore[attr-defined]
    yield Site(db, tmp_path)
    storages._storages.clear()  # type: ignore[attr-defined]


def ended() -> int:
    return Job.objects.filter(state__in=[JobState.DONE, JobState.FAILED]).count()


def abandoned() -> int:
    """Jobs that a worker had begun and that nobody has given back yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE status = 'doing' AND task_name = 'core.read'"
        )
        [(count,)] = cursor.fetchall()
    return int(count)


def in_the_middle() -> bool:
    return ended() > UPLOADS * 0.2 and abandoned() > 0


def test_uploads_survive_the_death_of_their_worker(
    site: Site, cast: Cast, teach: Teach
) -> None:
    model = teach(16)
    Job.objects.all().delete()
    ids = [
        upload(cast.editor, sentence("tender", seed)).pk
        for seed in range(1000, 1000 + UPLOADS)
    ]
    upload(cast.editor, b"%PDF-1.7", name="broken.pdf")
    with site.worker() as worker:
        wait_until(in_the_middle)
        children = psutil.Process(worker.pid).children(recursive=True)
        kill(worker)
    assert ended() < UPLOADS
    psutil.wait_procs(children, timeout=10)
    assert not any(child.is_running() for child in children)
    assert abandoned() > 0
    with site.worker():
        wait_until(lambda: ended() == UPLOADS + 1)

    assert Job.objects.filter(state=JobState.DONE).count() == UPLOADS
    assert Document.objects.filter(status=DocumentStatus.FAILED).count() == 1
    said = Decision.objects.filter(source=DecisionSource.MACHINE, document__in=ids)
    assert list(said.values_list("model", flat=True)) == [model.pk] * UPLOADS
    assert set(said.values_list("document", flat=True)) == set(ids)
    statuses = Document.objects.filter(pk__in=ids).values_list("status", flat=True)
    assert set(statuses) <= {DocumentStatus.INBOX, DocumentStatus.FILED}


def write_corpus(path: Path) -> Path:
    rows = (
        {"text": f"Row {n}: {sentence('lease', n)}", "label": f"Project {n % 7}"}
        for n in range(ROWS)
    )
    lines = "\n".join(json.dumps(row) for row in rows)
    path.write_bytes(gzip.compress(lines.encode(), compresslevel=1))
    return path


def test_an_import_that_was_killed_is_completed_by_the_next(
    site: Site, tmp_path: Path
) -> None:
    corpus = write_corpus(tmp_path / "corpus.jsonl.gz")
    command = ("manage.py", "import_corpus", str(corpus))
    process = site.start(*command)
    wait_until(Document.objects.exists)
    kill(process)
    assert_whole(Document.objects.count())
    assert Document.objects.count() < ROWS
    again = [site.start(*command) for _ in range(2)]  # they take turns
    assert [one.wait() for one in again] == [0, 0]
    assert_whole(ROWS)
    assert Project.objects.count() == 7
    assert Decision.objects.count() == ROWS


def assert_whole(documents: int) -> None:
    """So many documents, each with its text, its place and an original as it was."""
    assert Document.objects.count() == Version.objects.count() == documents
    assert Document.objects.filter(status=DocumentStatus.FILED).count() == documents
    assert Extraction.objects.filter(state=ExtractionState.DONE).count() == documents
    for sha256 in Version.objects.values_list("sha256", flat=True):
        with originals.open_original(sha256) as original:
            assert hashlib.sha256(original.read()).hexdigest() == sha256


def remaining() -> int:
    return Job.objects.exclude(state=JobState.DONE).count()


def test_a_batch_survives_the_death_of_its_worker(
    site: Site, cast: Cast, teach: Teach, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(BATCH):
        read_document(cast.admin, sentence("tender", 2000 + seed))
    teach(16)
    Job.objects.all().delete()
    with connection.cursor() as cursor:  # or the champion asks by itself meanwhile
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    monkeypatch.setattr(batches, "AT_ONCE", 0)
    before = places()
    plan = Plan(
        kind=BatchKind.CLASSIFICATION,
        selection=Selection(wanted=Wanted()),
        params={"error_budget": 0.4},
    )
    batch = batches.create(actor=cast.admin, plan=plan)
    job_runs.run_batch(batch.job_id or 0)
    assert places() == before
    batches.apply(actor=cast.admin, batch=batch)
    done = batch.items.filter(state=ItemState.DONE)
    with site.worker() as worker:
        wait_until(lambda: done.count() > BATCH * 0.2)
        kill(worker)
    assert done.count() < BATCH
    with site.worker():
        wait_until(lambda: not remaining())
        assert Decision.objects.filter(batch=batch).count() == BATCH
        assert places() != before
        batches.undo(actor=cast.admin, batch=batch)
        wait_until(lambda: not remaining())
    assert Decision.objects.filter(batch=batch).count() == 2 * BATCH
    assert places() == before


def places() -> list[tuple[int, int | None, str]]:
    return list(
        Document.objects.order_by("pk").values_list("pk", "project_id", "status")
    )
