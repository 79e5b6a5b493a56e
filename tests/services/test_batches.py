"""Batches: previewed, applied item by item, undone as one."""

from typing import Any

import pytest
from django.db import connection

from core.choices import BatchKind, BatchState, Foreseen, ItemReason, ItemState, Role
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from core.models import Batch, Document, Membership
from core.services import batch_items, batches, decisions, trash
from tests.batching import create, foreseen, plan, results
from tests.cast import Cast, read_document


def test_a_move_is_foreseen_for_each_document(cast: Cast) -> None:
    Membership.objects.create(project=cast.lease, user=cast.editor, role=Role.VIEWER)
    free = read_document(cast.editor, "One")
    there = read_document(cast.editor, "Two", project=cast.tender)
    foreign = read_document(cast.stranger, "Three", project=cast.lease)
    hidden = read_document(cast.stranger, "Four")
    chosen = [free.pk, there.pk, foreign.pk, hidden.pk]
    batch = create(cast.editor, BatchKind.MOVE, chosen, project=cast.tender.pk)
    assert foreseen(batch) == {
        free.pk: Foreseen.CHANGE,
        there.pk: Foreseen.SAME,
        foreign.pk: Foreseen.FORBIDDEN,
    }
    assert not free.decisions.exists()


def test_what_a_person_placed_moves_only_when_asked_for(cast: Cast) -> None:
    placed = read_document(cast.admin, "One", project=cast.lease)
    to: dict[str, Any] = {"project": cast.tender.pk}
    batch = create(cast.admin, BatchKind.MOVE, [placed.pk], **to)
    assert foreseen(batch) == {placed.pk: Foreseen.PERSON}
    also = create(cast.admin, BatchKind.MOVE, [placed.pk], also_placed=True, **to)
    batches.apply(actor=cast.admin, batch=also)
    placed.refresh_from_db()
    assert placed.project == cast.tender


@pytest.mark.parametrize(
    ("kind", "params", "refusal"),
    [
        (BatchKind.MOVE, {"project": 0}, NotFound),
        (BatchKind.TAG, {"tags": [" "]}, InvalidInput),
        (BatchKind.CLASSIFICATION, {"error_budget": 0.1}, Forbidden),
    ],
)
def test_what_could_never_be_done_is_refused_at_once(
    cast: Cast, kind: BatchKind, params: dict[str, Any], refusal: type[Exception]
) -> None:
    document = read_document(cast.editor, "One")
    with pytest.raises(refusal):
        batches.create(actor=cast.editor, plan=plan(kind, [document.pk], **params))
    assert not Batch.objects.exists()


def test_a_viewer_moves_nothing_into_a_project(cast: Cast) -> None:
    document = read_document(cast.viewer, "One")
    with pytest.raises(Forbidden):
        create(cast.viewer, BatchKind.MOVE, [document.pk], project=cast.tender.pk)


def test_what_changed_since_the_preview_is_left_alone(cast: Cast) -> None:
    one, two, three = (read_document(cast.editor, text) for text in ("One", "Two", "3"))
    batch = create(
        cast.editor, BatchKind.MOVE, [one.pk, two.pk, three.pk], project=cast.tender.pk
    )
    decisions.decide(actor=cast.editor, document=one, project=None)
    trash.trash_document(actor=cast.editor, document=three)
    batches.apply(actor=cast.editor, batch=batch)
    assert results(batch) == {
        one.pk: (ItemState.SKIPPED, ItemReason.CHANGED),
        two.pk: (ItemState.DONE, ""),
        three.pk: (ItemState.SKIPPED, ItemReason.CHANGED),
    }
    one.refresh_from_db()
    assert one.project is None


def test_what_a_person_decided_since_is_not_undone(cast: Cast) -> None:
    one, two = (read_document(cast.editor, text) for text in ("One", "Two"))
    batch = create(
        cast.editor, BatchKind.MOVE, [one.pk, two.pk], project=cast.tender.pk
    )
    batches.apply(actor=cast.editor, batch=batch)
    decisions.decide(actor=cast.manager, document=one, project=cast.tender)
    batches.undo(actor=cast.editor, batch=batch)
    assert results(batch) == {
        one.pk: (ItemState.KEPT, ItemReason.CHANGED),
        two.pk: (ItemState.UNDONE, ""),
    }


def test_a_right_that_was_lost_stops_each_item(cast: Cast) -> None:
    document = read_document(cast.editor, "One", project=cast.tender)
    batch = create(cast.editor, BatchKind.TRASH, [document.pk])
    Membership.objects.filter(user=cast.editor).update(role=Role.VIEWER)
    batches.apply(actor=cast.editor, batch=batch)
    assert results(batch) == {document.pk: (ItemState.SKIPPED, ItemReason.FORBIDDEN)}
    document.refresh_from_db()
    assert document.trashed_at is None


def test_tags_that_people_gave_since_stay(cast: Cast) -> None:
    document = read_document(cast.editor, "One", tags=["old"])
    batch = create(cast.editor, BatchKind.TAG, [document.pk], tags=["new", "old"])
    batches.apply(actor=cast.editor, batch=batch)
    Document.objects.filter(pk=document.pk).update(tags=["old", "new", "theirs"])
    batches.undo(actor=cast.editor, batch=batch)
    document.refresh_from_db()
    assert document.tags == ["old", "theirs"]


def test_a_preview_that_nobody_acted_on_is_forgotten(cast: Cast) -> None:
    document = read_document(cast.editor, "One")
    looked, done = (
        create(cast.editor, BatchKind.TAG, [document.pk], tags=[tag]) for tag in "ab"
    )
    batches.apply(actor=cast.editor, batch=done)
    assert batches.forget_previews() == 0
    Batch.objects.update(created_at=looked.created_at - batches.KEPT * 2)
    assert batches.forget_previews() == 1
    assert list(Batch.objects.all()) == [done]


def test_an_order_of_work_is_kept(cast: Cast) -> None:
    document = read_document(cast.editor, "One")
    batch = create(cast.editor, BatchKind.TRASH, [document.pk])
    with pytest.raises(Conflict):
        batches.undo(actor=cast.editor, batch=batch)
    batches.apply(actor=cast.editor, batch=batch)
    with pytest.raises(Conflict):
        batches.apply(actor=cast.editor, batch=batch)
    with pytest.raises(NotFound):
        batches.undo(actor=cast.manager, batch=batch)


def test_nothing_is_done_to_a_batch_that_is_being_undone(cast: Cast) -> None:
    document = read_document(cast.editor, "One")
    batch = create(cast.editor, BatchKind.TAG, [document.pk], tags=["red"])
    Batch.objects.update(state=BatchState.UNDOING)
    with pytest.raises(Conflict):
        batches.run(batch, batches.Work.APPLY, batch_items.unwatched)
    assert not Document.objects.get(pk=document.pk).tags


def test_each_document_is_done_in_a_transaction_of_its_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [read_document(cast.editor, f"One {n}").pk for n in range(3)]
    batch = create(cast.editor, BatchKind.TAG, chosen, tags=["red"])
    outside, within = len(connection.savepoint_ids), []
    once = batch_items._apply

    def looked_at(*args: Any) -> None:
        within.append(len(connection.savepoint_ids))
        once(*args)

    monkeypatch.setattr(batch_items, "_apply", looked_at)
    batches.apply(actor=cast.editor, batch=batch)
    assert within == [outside] * 3
