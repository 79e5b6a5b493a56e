"""Batches for tests: made, looked ahead, and read back."""

from typing import Any

from core.choices import BatchKind, BatchState, JobKind, JobState
from core.models import Batch, Job, User
from core.services import batches, job_runs
from core.services.batches import Plan, Selection


def plan(kind: BatchKind, documents: list[int], **params: Any) -> Plan:
    return Plan(kind=kind, selection=Selection(documents=documents), params=params)


def create(actor: User, kind: BatchKind, documents: list[int], **params: Any) -> Batch:
    """A batch that has been looked ahead, by a job if it takes one."""
    batch = batches.create(actor=actor, plan=plan(kind, documents, **params))
    work_off()
    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEWED
    return batch


def work_off() -> None:
    for job in Job.objects.filter(state=JobState.QUEUED, kind=JobKind.BATCH):
        job_runs.run_batch(job.pk)


def foreseen(batch: Batch) -> dict[int, str]:
    return dict(batch.items.values_list("document", "foreseen"))


def results(batch: Batch) -> dict[int, tuple[str, str]]:
    rows = batch.items.values_list("document", "state", "reason")
    return {pk: (state, reason) for pk, state, reason in rows}
