"""Batches that a job does: resumed, outdated, forgotten."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.choices import BatchKind, BatchState, JobState
from core.exceptions import Conflict
from core.models import Batch, Document
from core.selectors.document_search import Wanted
from core.services import batch_items, batches, job_runs, jobs
from core.services.batches import Plan, Selection
from tests.batching import create, foreseen, plan, work_off
from tests.cast import Cast, read_document


def test_a_whole_filter_is_a_job_that_goes_on_where_it_broke_off(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    monkeypatch.setattr(batch_items, "CHUNK", 2)
    chosen = [read_document(cast.editor, f"One {n}").pk for n in range(5)]
    wanted = Selection(wanted=Wanted(words="one"))
    tagging = Plan(kind=BatchKind.TAG, selection=wanted, params={"tags": ["red"]})
    batch = batches.create(actor=cast.editor, plan=tagging)
    assert batch.state == BatchState.PREPARING
    work_off()
    assert set(foreseen(batch)) == set(chosen)

    batch = batches.apply(actor=cast.editor, batch=batch)
    with pytest.raises(Conflict, match="worked on"):
        batches.undo(actor=cast.editor, batch=batch)
    broken = batch_items._apply
    calls: Iterator[int] = iter(range(9))

    def dies(*args: Any) -> None:
        if next(calls) == 3:
            raise KeyboardInterrupt
        broken(*args)

    monkeypatch.setattr(batch_items, "_apply", dies)
    with pytest.raises(KeyboardInterrupt):
        work_off()
    assert Document.objects.filter(tags=["red"]).count() == 3
    monkeypatch.setattr(batch_items, "_apply", broken)
    job_runs.run_batch(batch.job_id or 0)
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED
    assert Document.objects.filter(tags=["red"]).count() == 5
    batches.undo(actor=cast.editor, batch=batch)
    work_off()
    assert not Document.objects.filter(tags=["red"]).exists()


def test_a_job_that_is_no_longer_the_batchs_own_does_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 0)
    document = read_document(cast.editor, "One")
    batch = create(cast.editor, BatchKind.TAG, [document.pk], tags=["red"])
    old = batches.apply(actor=cast.editor, batch=batch).job
    assert old is not None
    jobs.cancel(actor=cast.editor, job=old)
    batches.undo(actor=cast.editor, batch=batch)
    jobs.retry(actor=cast.editor, job=old)
    job_runs.run_batch(old.pk)
    old.refresh_from_db()
    assert old.state == JobState.DONE
    assert not Document.objects.get(pk=document.pk).tags


def test_a_job_whose_batch_was_forgotten_does_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 0)
    document = read_document(cast.editor, "One")
    tagging = plan(BatchKind.TAG, [document.pk], tags=["red"])
    old = batches.create(actor=cast.editor, plan=tagging).job
    assert old is not None
    Batch.objects.all().delete()
    job_runs.run_batch(old.pk)
    old.refresh_from_db()
    assert old.state == JobState.DONE
