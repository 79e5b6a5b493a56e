"""Emptying the trash: nothing of the text remains, what must remain does."""

import datetime
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.choices import JobState
from core.models import AuditEvent, Document, DriftLook, Job, Tombstone, User
from core.services import decisions, documents, job_runs, tasks, trash
from core.services.champion import serving
from core.services.storage import originals, purge
from core.services.trainings import snapshots
from tests.cast import Cast, Client, current, read_document, run_jobs, upload
from tests.commands.console import refusal, run
from tests.teaching import Teach, champion, label, sentence
from unidoc.ml.dataset import SnapshotError

WORD = "Shibboleth"


@pytest.fixture(autouse=True)
def snapshots_of_this_test(settings: Any, tmp_path: Any) -> None:
    settings.SNAPSHOTS_DIR = tmp_path


def secret(cast: Cast) -> Document:
    """A document whose every part has the word."""
    text = f"{WORD} {sentence('tender', 500)}"
    document = read_document(
        cast.editor,
        text.encode(),
        name=f"{WORD}.txt",
        title=f"The {WORD}",
        project=cast.tender,
        tags=[WORD],
        note=WORD,
    )
    documents.update_document(
        actor=cast.editor, document=document, values={"title": f"Another {WORD}"}
    )
    tasks.add_comment(actor=cast.viewer, on=document, body=f"What is a {WORD}?")
    documents.add_version(
        actor=cast.editor,
        document=document,
        incoming=documents.Incoming.from_text(f"{text} again", WORD),
        note=WORD,
    )
    run_jobs()
    decisions.undo(actor=cast.editor, document=document)
    decisions.decide(actor=cast.editor, document=document, project=cast.tender)
    return document


def throw_away(actor: User, document: Document, days: int = 0) -> None:
    trash.trash_document(actor=actor, document=document)
    moment = timezone.now() - datetime.timedelta(days=days)
    Document.objects.filter(pk=document.pk).update(trashed_at=moment)


def empty(actor: User | None = None) -> None:
    purge.purge(actor=actor, documents=purge.trashed_for(datetime.timedelta()))
    purge.finish()


def rows_with(word: str) -> list[str]:
    """The tables in which some row has the word, whatever its column."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS t WHERE t::text ILIKE %s',  # noqa: S608
                [f"%{word}%"],
            )
            if cursor.fetchall()[0][0]:
                found.append(table)
    return found


def test_no_trace_of_the_text_remains(cast: Cast, teach: Teach) -> None:
    teach()
    document = secret(cast)
    digests = list(document.versions.values_list("sha256", flat=True))
    saw = champion(cast.admin)  # trained on it
    answered = secret(cast)  # and learnt since
    read_document(cast.editor, sentence("tender", 501))
    with serving.champion() as served:
        assert len(served.replay.learnt) == 1
    assert {"core_document", "core_version", "core_auditevent"} <= set(rows_with(WORD))
    for one in (document, answered):
        throw_away(cast.editor, one)
    empty(cast.admin)

    assert rows_with(WORD) == []
    for sha256 in digests:
        assert not originals.storage().exists(originals.storage_key(sha256))
    for digest in snapshots.store().digests():
        rows = snapshots.store().remaining(digest).rows
        assert rows
        assert not any(WORD in row.text for row in rows)
    with serving.champion() as served:
        assert served.replay.learnt == []
        nearest = served.classifier.nearest(WORD, 5)
    assert f"answer-{answered.pk}" not in {one.id for one in nearest}
    stone, other = Tombstone.objects.order_by("document")
    assert (stone.document, stone.project, stone.versions) == (
        document.pk,
        cast.tender,
        2,
    )
    assert saw in stone.seen_by.all()
    assert not other.seen_by.exists()
    assert stone.finished_at is not None
    assert stone.originals == []


def test_the_audit_trail_stays_without_its_content(cast: Cast) -> None:
    document = secret(cast)
    throw_away(cast.editor, document)
    events = AuditEvent.objects.filter(object_type="document", object_id=document.pk)
    before = list(events.order_by("pk").values_list("pk", "action", "actor"))
    empty(cast.admin)
    after = list(events.order_by("pk").values_list("pk", "action", "actor"))
    assert after[:-1] == before
    assert events.latest("pk").action == "document.purge"
    decided = events.filter(action="document.decide").latest("pk")
    assert decided.after["project"] == cast.tender.pk


def test_a_look_for_drift_forgets_what_no_document_says(
    cast: Cast, teach: Teach
) -> None:
    look = DriftLook.objects.create(
        model=teach(), documents=30, alarm=True, words=[WORD, "bananas"], newest=1
    )
    throw_away(cast.editor, secret(cast))
    read_document(cast.viewer, "One banana")
    empty(cast.admin)
    look.refresh_from_db()
    assert look.words == ["bananas"]


def test_what_is_not_in_the_trash_stays(cast: Cast) -> None:
    document = read_document(cast.editor, "Lease")
    purge.purge(actor=cast.admin, documents=[document.pk])
    assert Document.objects.filter(pk=document.pk).exists()
    assert not Tombstone.objects.exists()


def test_bytes_that_another_document_has_stay(cast: Cast) -> None:
    gone, stays = (upload(cast.editor, "The same words") for _ in range(2))
    throw_away(cast.editor, gone)
    empty()
    with originals.open_original(current(stays).sha256) as original:
        assert original.read() == b"The same words"


def test_what_broke_off_is_finished_by_whoever_comes_next(cast: Cast) -> None:
    content = b"Lease"
    document = read_document(cast.editor, content, name="lease.txt")
    throw_away(cast.editor, document)
    purge.purge(actor=None, documents=[document.pk])  # and then the worker died
    key = originals.storage_key(hashlib.sha256(content).hexdigest())
    assert originals.storage().exists(key)
    purge.by_retention()
    assert not originals.storage().exists(key)
    assert Tombstone.objects.get().finished_at is not None


def test_a_damaged_snapshot_keeps_no_original(cast: Cast, tmp_path: Path) -> None:
    label(cast.admin, cast.tender, "tender", 2)
    label(cast.admin, cast.lease, "lease", 2)
    snapshots.take_snapshot()
    [snapshot] = tmp_path.glob("*.parquet")
    snapshot.write_bytes(snapshot.read_bytes()[:-20])
    document = upload(cast.editor, "Lease")
    key = originals.storage_key(current(document).sha256)
    throw_away(cast.editor, document)
    with pytest.raises(snapshots.SnapshotUnusable):
        empty()
    assert not originals.storage().exists(key)
    snapshot.unlink()
    purge.finish()
    assert Tombstone.objects.get().finished_at is not None


@pytest.mark.parametrize("named", [True, False])
def test_what_was_trashed_after_the_click_stays(cast: Cast, named: bool) -> None:
    gone, stays = (upload(cast.editor, text) for text in ("Lease", "Rent"))
    throw_away(cast.editor, gone)
    ids = [gone.pk, stays.pk] if named else None
    purge.enqueue(actor=cast.admin, documents=ids)
    throw_away(cast.editor, stays)
    run_jobs("purge")
    assert list(Document.objects.all()) == [stays]


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_the_retention_period_decides(cast: Cast, days: int, left: int) -> None:
    throw_away(cast.editor, upload(cast.editor, "Lease"), days=days)
    purge.by_retention()
    assert Document.objects.count() == left


def test_without_a_period_nothing_goes_by_itself(cast: Cast, settings: Any) -> None:
    settings.TRASH_RETENTION_DAYS = 0
    throw_away(cast.editor, upload(cast.editor, "Lease"), days=5000)
    purge.by_retention()
    assert Document.objects.exists()


def test_the_command_lists_the_models_that_saw_it(cast: Cast) -> None:
    label(cast.admin, cast.tender, "tender", 10)
    label(cast.admin, cast.lease, "lease", 10)
    document = Document.objects.order_by("pk").first()
    assert document is not None
    model = champion(cast.admin)
    throw_away(cast.admin, document, days=40)
    said = run("empty_trash")
    assert "1 documents deleted." in said
    expected = f"document {document.pk}, 1 versions; models that saw it: {model.pk}"
    assert expected in said
    with pytest.raises(SnapshotError):
        snapshots.store().get(model.snapshot.digest)


def test_the_command_empties_all_of_it_only_when_told_so(
    cast: Cast, settings: Any
) -> None:
    settings.TRASH_RETENTION_DAYS = 0
    throw_away(cast.editor, upload(cast.editor, "Lease"), days=5000)
    assert "--days" in refusal("empty_trash")
    assert Document.objects.exists()
    assert "1 documents deleted." in run("empty_trash", "--days", "0")


def test_administrators_empty_it_by_the_api(cast: Cast, client_of: Client) -> None:
    kept, gone = (upload(cast.editor, text) for text in ("Lease", "Rent"))
    for document in (kept, gone):
        throw_away(cast.editor, document)
    assert client_of(cast.editor).post("/api/v1/trash/empty/").status_code == 403
    client = client_of(cast.admin)
    answer = client.post("/api/v1/trash/empty/", {"documents": [gone.pk]})
    assert answer.status_code == 202
    job_runs.run_purge(answer.json()["id"])
    job = Job.objects.get(pk=answer.json()["id"])
    assert (job.state, job.result) == (JobState.DONE, {"purged": 1})
    [stone] = client.get("/api/v1/tombstones/").json()["results"]
    assert (stone["document"], stone["purged_by"]) == (gone.pk, cast.admin.pk)
    [left] = client_of(cast.editor).get("/api/v1/trash/").json()["results"]
    assert left["id"] == kept.pk
    restored = client_of(cast.editor).post(f"/api/v1/trash/{kept.pk}/restore/")
    assert restored.json()["id"] == kept.pk


def test_a_trashed_answer_is_unlearnt_and_learnt_again(
    cast: Cast, teach: Teach
) -> None:
    teach()
    document = read_document(cast.editor, sentence("tender", 900), project=cast.tender)
    learnt = []
    for act in (trash.trash_document, None):
        with serving.champion() as served:
            learnt.append(len(served.replay.learnt))
        if act:
            act(actor=cast.editor, document=document)
    trash.restore_document(actor=cast.editor, pk=document.pk)
    with serving.champion() as served:
        learnt.append(len(served.replay.learnt))
    assert learnt == [1, 0, 1]
