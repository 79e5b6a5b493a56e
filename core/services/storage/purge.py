"""Emptying the trash for good.

The rows go in one transaction, which leaves a tombstone for each document. What no
transaction covers, files and snapshots, goes afterwards: a tombstone stays unfinished until
it is done, and whoever comes next goes on. Nothing can bring the texts into a new file or
snapshot meanwhile, since the rows are gone. A process's live corrections are unlearnt at its
next use (:mod:`core.services.champion.corrections`).
"""

import datetime
from collections.abc import Callable, Collection, Iterable
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import access
from core.choices import JobKind
from core.models import Document, Job, Tombstone, User
from core.services import audit, jobs, locks
from core.services.champion import drift_words
from core.services.storage import originals
from core.services.texts import vocabulary
from core.services.trainings import snapshots

CHUNK = 100
# What an audit event of a document may keep: it says nothing of the document's content.
KEPT = ["project", "status", "decision", "version", "task"]

Watch = Callable[[int], None]


def trashed_for(period: datetime.timedelta) -> list[int]:
    """The documents that have been in the trash for so long, the oldest first."""
    return trashed_by(timezone.now() - period)


def trashed_by(moment: datetime.datetime) -> list[int]:
    """The documents that were in the trash at a moment and still are, the oldest first."""
    rows = Document.objects.filter(trashed_at__lte=moment)
    return list(rows.order_by("trashed_at").values_list("pk", flat=True))


def by_retention() -> None:
    """Purge what is older than the retention period, if there is one; finish what broke off."""
    if days := settings.TRASH_RETENTION_DAYS:
        moment = timezone.now() - datetime.timedelta(days=days)
        purge(actor=None, documents=trashed_by(moment), by=moment)
    finish()


def enqueue(*, actor: User, documents: Collection[int] | None = None) -> Job:
    """Have a worker empty the trash: these documents, or all that is in it."""
    access.require_staff(actor)
    params = {} if documents is None else {"documents": sorted(documents)}
    return jobs.enqueue(kind=JobKind.PURGE, actor=actor, params=params)


def run(job: Job) -> None:
    """Do what :func:`enqueue` asked for; the job's result counts the tombstones."""
    asked = job.params.get("documents")
    click = job.created_at  # what went into the trash afterwards was not meant
    chosen = trashed_by(click) if asked is None else asked
    done = 0

    def watch(more: int) -> None:
        nonlocal done
        done += more
        jobs.report_progress(job, "purge", 0.9 * done / max(1, len(chosen)))

    purge(actor=job.created_by, documents=chosen, by=click, watch=watch)
    finish()
    job.result = {"purged": done}
    job.save(update_fields=["result"])


def purge(
    *,
    actor: User | None,
    documents: Iterable[int],
    by: datetime.datetime | None = None,
    watch: Watch = lambda documents: None,
) -> None:
    """Delete documents that are in the trash since ``by`` (now) or longer; others stay.

    Call :func:`finish` afterwards.
    """
    moment, left = by or timezone.now(), iter(documents)
    while chunk := list(islice(left, CHUNK)):
        watch(_bury(actor, chunk, moment))


def finish() -> None:
    """Remove the files of purged documents, their rows in snapshots and their words; note who
    saw them.
    """
    with locks.attempt("purge") as ours:
        while ours and _unfinished().exists():
            # First what nothing else can hinder.
            _in_chunks(_unfinished().exclude(originals=[]), _remove_originals)
            vocabulary.count_anew()
            drift_words.forget()
            _in_chunks(_unfinished().filter(originals=[]), _forget)


@transaction.atomic
def _bury(
    actor: User | None, documents: Collection[int], moment: datetime.datetime
) -> int:
    rows = Document.objects.select_for_update(of=("self",))
    rows = rows.filter(pk__in=documents, trashed_at__lte=moment)
    dead = list(rows.order_by("pk"))
    ids = [document.pk for document in dead]
    for tombstone in Tombstone.objects.bulk_create(
        _tombstone(actor, document) for document in dead
    ):
        audit.record(
            actor=actor,
            action="document.purge",
            subject=Document(pk=tombstone.document),
            project=tombstone.project,
        )
    _allow_deletion()
    Document.objects.filter(pk__in=ids).update(
        current_version=None, standing_decision=None
    )
    Document.objects.filter(pk__in=ids).delete()
    _redact(ids)
    return len(ids)


def _tombstone(actor: User | None, document: Document) -> Tombstone:
    digests = list(document.versions.values_list("sha256", flat=True))
    return Tombstone(
        document=document.pk,
        project_id=document.project_id,
        owner_id=document.owner_id,
        versions=len(digests),
        originals=sorted(set(digests)),
        trashed_at=document.trashed_at or timezone.now(),
        purged_by=actor,
    )


def _allow_deletion() -> None:
    """Until commit: see the trigger of the tables that only grow."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL unidoc.purge = 'on'")


def _redact(documents: list[int]) -> None:
    """Take titles, tags and digests out of the audit trail; who did what when stays."""
    kept = (
        "(SELECT coalesce(jsonb_object_agg(key, value), '{}')"
        " FROM jsonb_each(%s) WHERE key = ANY(%%(kept)s))"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE core_auditevent SET before = {kept % 'before'},"  # noqa: S608
            f" after = {kept % 'after'}"
            " WHERE object_type = 'document' AND object_id = ANY(%(documents)s)",
            {"kept": KEPT, "documents": [str(pk) for pk in documents]},
        )


def _unfinished() -> QuerySet[Tombstone]:
    return Tombstone.objects.filter(finished_at=None).order_by("pk")


def _in_chunks(
    left: QuerySet[Tombstone], work: Callable[[list[Tombstone]], None]
) -> None:
    """Do ``work``, which takes its tombstones out of ``left``, until none is left."""
    while chunk := list(left.all()[:CHUNK]):
        work(chunk)


def _remove_originals(tombstones: list[Tombstone]) -> None:
    originals.remove_unnamed({sha for one in tombstones for sha in one.originals})
    for tombstone in tombstones:
        tombstone.originals = []
    Tombstone.objects.bulk_update(tombstones, ["originals"])


def _forget(tombstones: list[Tombstone]) -> None:
    ids = [tombstone.document for tombstone in tombstones]
    snapshots.forget(actor=None, document_ids=ids)
    seen = snapshots.models_that_saw(ids)
    with transaction.atomic():
        for tombstone in tombstones:
            tombstone.seen_by.set(seen[tombstone.document])
            tombstone.finished_at = timezone.now()
            tombstone.save(update_fields=["finished_at"])
