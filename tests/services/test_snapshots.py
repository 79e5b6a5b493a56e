"""Snapshots: frozen under the digest of what is in them, kept on disk and in a row."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from core.models import Document, TrainingSnapshot
from core.selectors.training_set import training_set
from core.services import decisions
from core.services.storage import purge
from core.services.trainings import snapshots
from tests.cast import Cast, read_document


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SNAPSHOTS_DIR = tmp_path / "snapshots"
    return tmp_path / "snapshots"


@pytest.fixture
def documents(cast: Cast) -> list[Document]:
    return [
        read_document(cast.admin, f"Words number {n}", project=project, title=f"T{n}")
        for n, project in enumerate((cast.tender, cast.lease, cast.tender, cast.lease))
    ]


def test_the_same_answers_are_the_same_snapshot(documents: list[Document]) -> None:
    first, second = snapshots.take_snapshot(), snapshots.take_snapshot()
    assert (first.cached, second.cached) == (False, True)
    assert first.digest == second.digest
    assert first.rows == second.rows


def test_a_new_answer_is_a_new_snapshot(cast: Cast, documents: list[Document]) -> None:
    first = snapshots.take_snapshot()
    decisions.decide(actor=cast.admin, document=documents[0], project=cast.lease)
    second = snapshots.take_snapshot()
    assert not second.cached
    assert second.digest != first.digest
    assert snapshots.take_snapshot(first.manifest.as_of).digest == first.digest


def test_a_damaged_file_is_taken_anew(documents: list[Document], folder: Path) -> None:
    digest = snapshots.take_snapshot().digest
    [path] = folder.glob("*.parquet")
    path.write_bytes(path.read_bytes()[:-20])
    again = snapshots.take_snapshot()
    assert (again.digest, again.cached) == (digest, False)
    assert snapshots.store().get(digest).rows == again.rows


def test_what_is_purged_while_it_is_taken_is_not_in_it(
    cast: Cast, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = read_document(cast.admin, "Shibboleth", project=cast.lease)
    row = Document.objects.filter(pk=gone.pk)

    def purged_meanwhile(as_of: Any) -> Any:
        chosen = training_set(as_of)
        row.update(trashed_at=timezone.now())
        purge.purge(actor=None, documents=[gone.pk])
        purge.finish()
        return chosen

    monkeypatch.setattr(
        "core.services.trainings.snapshots.training_set", purged_meanwhile
    )
    taken = snapshots.take_snapshot()
    assert len(taken.rows) == len(documents)
    for digest in snapshots.store().digests():
        rows = snapshots.store().remaining(digest).rows
        assert not any("Shibboleth" in row.text for row in rows)


def test_rows_carry_the_title_and_who_vouches(documents: list[Document]) -> None:
    # Rows are in the order of their names, where 10 comes before 9.
    rows = {row.document_id: row for row in snapshots.take_snapshot().rows}
    row = rows[str(documents[0].pk)]
    assert row.text == "T0\nWords number 0"
    decision = Document.objects.get(pk=row.document_id).standing_decision
    assert decision is not None
    assert row.decision_id == str(decision.pk)


def test_the_row_in_the_database_counts_what_trains(documents: list[Document]) -> None:
    Document.objects.filter(pk=documents[0].pk).update(is_held_out=True)
    snapshot = snapshots.take_snapshot()
    row = snapshots.record(snapshot)
    assert (row.documents, row.projects) == (3, 2)
    assert row.manifest["splits"] == {"test": 1, "train": 3}
    assert snapshots.record(snapshot) == row
    assert TrainingSnapshot.objects.count() == 1


def test_nothing_labelled_is_a_sentence(cast: Cast) -> None:
    read_document(cast.admin, "Words")
    with pytest.raises(snapshots.NotEnoughLabels, match="2 such projects are missing"):
        snapshots.take_snapshot()
