"""Whatever batches are applied, undoing them all changes nothing."""

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.choices import BatchKind, DecisionSource
from core.models import Document
from core.services import batches, decisions
from tests.batching import create
from tests.cast import Cast, read_document
from tests.teaching import Teach, sentence


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
