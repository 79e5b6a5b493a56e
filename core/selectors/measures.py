"""The state of the house in numbers: what a scrape of ``/metrics`` reads from the database."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Max, QuerySet
from django.utils import timezone

from core.choices import DocumentStatus, Outcome
from core.models import Document, Project, TrainedModel
from core.selectors.models import champion

QUEUES = ("documents", "training", "housekeeping")
AGREEMENT_DAYS = 30

WAITING_JOBS = """
    SELECT job.queue_name, count(*),
           extract(epoch FROM now() - min(greatest(job.scheduled_at, event.at)))
    FROM procrastinate_jobs job
    JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
    WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
    GROUP BY job.queue_name
"""
ALIVE_WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %s"
# An answer names the machine's decision that it answers; an undo is an answer too.
ANSWERED_FILINGS = """
    SELECT count(DISTINCT filing.id),
           count(DISTINCT filing.id) FILTER (WHERE said.project_id = filing.project_id)
    FROM core_decision said
    JOIN core_decision filing
      ON filing.id = coalesce(said.undoes_id, (said.evidence ->> 'answers')::bigint)
    WHERE (said.source = 'person' OR said.undoes_id IS NOT NULL)
      AND said.created_at > %(since)s AND filing.created_at > %(since)s
      AND filing.source = 'machine' AND filing.outcome = 'filed'
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Jobs of a queue that could be started now; ``age`` of the oldest, in seconds."""

    depth: int = 0
    age: float = 0.0


@dataclass(frozen=True, slots=True)
class Measures:
    """One moment. ``agreement`` is a share of 1, None while nobody has looked at a filing."""

    queues: dict[str, Waiting]
    workers: int
    model: TrainedModel | None
    waiting_for_review: int
    agreement: float | None
    error_budget: float | None


def measures() -> Measures:
    """Six small queries."""
    budget = Project.objects.filter(is_archived=False).aggregate(
        largest=Max("error_budget")
    )["largest"]
    return Measures(
        queues=waiting_jobs(),
        workers=alive_workers(),
        model=champion(),
        waiting_for_review=_waiting_for_review().count(),
        agreement=_agreement(),
        error_budget=None if budget is None else float(budget),
    )


def waiting_jobs() -> dict[str, Waiting]:
    """What waits in each queue, empty ones included."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING_JOBS)
        found = {
            queue: Waiting(depth, max(0.0, float(age)))
            for queue, depth, age in cursor.fetchall()
        }
    return {queue: Waiting() for queue in QUEUES} | found


def alive_workers() -> int:
    """Workers with a sign of life within the silence after which one counts as dead."""
    silence = datetime.timedelta(seconds=settings.WORKER_SILENCE_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(ALIVE_WORKERS, [timezone.now() - silence])
        [count] = cursor.fetchone() or (0,)
    return int(count)


def _waiting_for_review() -> QuerySet[Document]:
    waiting = Document.objects.filter(status=DocumentStatus.INBOX, trashed_at=None)
    return waiting.exclude(standing_decision__outcome=Outcome.REJECTED)


def _agreement() -> float | None:
    since = timezone.now() - datetime.timedelta(days=AGREEMENT_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED_FILINGS, {"since": since})
        answered, left = cursor.fetchone() or (0, 0)
    return left / answered if answered else None
