"""Batches: previewed, applied item by item, resumed, undone as one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.choices import (
    BatchKind,
    BatchState,
    DecisionSource,
    Foreseen,
    ItemReason,
    ItemState,
    JobKind,
    JobState,
    Role,
)
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from core.models import (
    Batch,
    Decision,
    Document,
    Job,
    Membership,
    User,
)
from core.selectors.document_search import Wanted
from core.services import (
    batch_items,
    batches,
    decisions,
    job_runs,
    jobs,
    trash,
)
from core.services.batches import Plan, Selection
from tests.cast import Cast, read_document
from tests.teaching import Teach, champion, sentence


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


def test_a_machine_never_touches_what_a_person_said(cast: Cast, teach: Teach) -> None:
    teach(16)
    wrong = read_document(cast.admin, sentence("tender", 900), project=cast.lease)
    right = read_document(cast.admin, sentence("lease", 901), project=cast.lease)
    none = read_document(cast.admin, sentence("tender", 902))
    decisions.decide(actor=cast.admin, document=none, project=None)
    machines = read_document(cast.admin, sentence("tender", 903))
    Document.objects.filter(pk=machines.pk).update(
        project=None, status="inbox", standing_decision=None
    )
    Document.objects.update(is_held_out=True)  # else the model learns the answers
    broken = read_document(cast.admin, b"", name="empty.pdf")
    chosen = [wrong.pk, right.pk, none.pk, machines.pk, broken.pk]
    batch = create(cast.admin, BatchKind.CLASSIFICATION, chosen, error_budget=0.4)
    assert foreseen(batch) == {
        wrong.pk: Foreseen.CONTRADICTS,
        right.pk: Foreseen.PERSON,
        none.pk: Foreseen.CONTRADICTS,
        machines.pk: Foreseen.CHANGE,
        broken.pk: Foreseen.UNREADABLE,
    }
    batches.apply(actor=cast.admin, batch=batch)
    decision = Decision.objects.get(batch=batch)
    assert (decision.document_id, decision.source) == (machines.pk, "machine")
    assert decision.project == cast.tender
    assert decision.evidence["reasons"]["terms"]


def test_what_a_model_said_stays_its_own_word(cast: Cast, teach: Teach) -> None:
    """Though another serves by the time that it is done."""
    document = read_document(cast.admin, sentence("tender", 7))
    asked = teach(10)
    batch = create(cast.admin, BatchKind.CLASSIFICATION, [document.pk])
    champion(cast.admin)
    batches.apply(actor=cast.admin, batch=batch)
    assert Decision.objects.get(batch=batch).model == asked


class Archive:
    """Documents in every state that a batch may meet."""

    def __init__(self, cast: Cast) -> None:
        self.actor = cast.admin
        self.projects = [cast.tender, cast.lease]
        made = [
            read_document(cast.admin, sentence("tender", 800)),
            read_document(cast.admin, sentence("lease", 801), tags=["red"]),
            read_document(cast.admin, sentence("lease", 802), project=cast.tender),
            read_document(cast.admin, "Совсем о другом"),
            read_document(cast.editor, sentence("tender", 803)),
        ]
        decisions.decide(actor=cast.admin, document=made[3], project=None)
        self.ids = [one.pk for one in made]

    def state(self) -> list[object]:
        """Where everything is, and what a machine may still do with it."""
        rows = Document.objects.filter(pk__in=self.ids).order_by("pk")
        return [
            (
                one.project_id,
                one.status,
                one.tags,
                one.trashed_at is None,
                one.standing_decision is not None and one.standing_decision.is_human,
            )
            for one in rows.select_related("standing_decision")
        ]

    def of_people(self) -> list[object]:
        """Where people put what they decided themselves."""
        rows = Document.objects.filter(
            pk__in=self.ids,
            standing_decision__source=DecisionSource.PERSON,
        )
        return list(rows.order_by("pk").values_list("pk", "project"))


ACTS = st.one_of(
    st.tuples(st.just(BatchKind.MOVE), st.sampled_from([0, 1]), st.booleans()),
    st.tuples(st.sampled_from([BatchKind.TAG, BatchKind.UNTAG]), st.just("red")),
    st.tuples(st.just(BatchKind.TAG), st.sampled_from(["blue", "red"])),
    st.tuples(st.just(BatchKind.TRASH)),
    st.tuples(st.just(BatchKind.CLASSIFICATION), st.sampled_from([None, 0.02, 0.45])),
)
STEPS = st.lists(st.tuples(ACTS, st.sets(st.integers(0, 4), min_size=1)), max_size=4)


def params_of(archive: Archive, act: tuple[Any, ...]) -> dict[str, Any]:
    kind, *rest = act
    if kind == BatchKind.MOVE:
        return {"project": archive.projects[rest[0]].pk, "also_placed": rest[1]}
    if kind in (BatchKind.TAG, BatchKind.UNTAG):
        return {"tags": rest}
    return {"error_budget": rest[0]} if rest else {}


def test_apply_then_undo_is_the_identity(cast: Cast, teach: Teach) -> None:
    teach(10)
    archive = Archive(cast)

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @example([((BatchKind.MOVE, 1, False), {0}), ((BatchKind.MOVE, 0, True), {0})])
    @given(STEPS)
    def check(steps: list[tuple[tuple[Any, ...], set[int]]]) -> None:
        with transaction.atomic():
            walk(archive, steps)
            transaction.set_rollback(True)

    check()


def walk(archive: Archive, steps: list[tuple[tuple[Any, ...], set[int]]]) -> None:
    """Apply batch upon batch; then undo them, the last first."""
    done = []
    for act, chosen in steps:
        before, people = archive.state(), archive.of_people()
        kind, params = act[0], params_of(archive, act)
        documents = [archive.ids[n] for n in sorted(chosen)]
        batch = create(archive.actor, kind, documents, **params)
        assert archive.state() == before
        batches.apply(actor=archive.actor, batch=batch)
        if kind == BatchKind.CLASSIFICATION:
            assert archive.of_people() == people
        done.append((batch, before, people))
    for batch, before, people in reversed(done):
        batches.undo(actor=archive.actor, batch=batch)
        assert archive.state() == before
        assert archive.of_people() == people
