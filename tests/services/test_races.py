"""A person and a machine at the same moment: whoever waits sees what the other has said."""

import functools
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from core import access
from core.choices import BatchKind, DecisionSource
from core.exceptions import InvalidInput
from core.models import AuditEvent, Batch, Document, Project, Task
from core.selectors.document_search import Wanted
from core.services import batches, decisions, projects, tasks
from core.services.champion import classification, contradictions
from core.services.people import saved_filters
from tests.batching import create
from tests.cast import Cast, Client, current, read_document
from tests.teaching import Teach, sentence

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_left(transactional_db: None) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def test_a_machine_that_waited_for_a_person_does_not_override_them(
    cast: Cast, teach: Teach
) -> None:
    document = read_document(cast.admin, sentence("lease", 900))
    teach(16)
    while_in(
        lambda: decisions.decide(
            actor=cast.admin, document=document, project=cast.tender
        ),
        lambda: classification.classify_version(current(document)),
    )
    document.refresh_from_db()
    standing = document.standing_decision
    assert standing is not None
    assert standing.source == DecisionSource.PERSON
    assert document.project == cast.tender
    assert document.decisions.order_by("-pk")[0].source == DecisionSource.MACHINE


def test_two_who_move_tasks_at_once_never_close_a_circle(cast: Cast) -> None:
    one, other = (
        tasks.create_task(
            actor=cast.editor, project=cast.tender, values={"title": title}
        )
        for title in ("One", "Other")
    )
    refusals: list[InvalidInput] = []

    def move_below_one() -> None:
        try:
            move(other, one)
        except InvalidInput as refusal:
            refusals.append(refusal)

    def move(task: Task, parent: Task) -> None:
        tasks.update_task(actor=cast.editor, task=task, values={"parent": parent})

    while_in(lambda: move(one, other), move_below_one)
    assert [str(refusal.fields["parent"]) for refusal in refusals] == [
        "A task cannot be its own subtask."
    ]
    assert not Task.objects.filter(pk=other.pk).exclude(parent=None).exists()


def test_of_two_who_name_a_topic_at_once_the_second_is_told(cast: Cast) -> None:
    refusals: list[InvalidInput] = []

    def name_it_too() -> None:
        try:
            projects.create_topic(actor=cast.admin, name="STAFF")
        except InvalidInput as refusal:
            refusals.append(refusal)

    while_in(lambda: projects.create_topic(actor=cast.admin, name="Staff"), name_it_too)
    assert [refusal.code for refusal in refusals] == ["already-exists"]


def test_a_filter_that_is_saved_twice_at_once_is_one(cast: Cast) -> None:
    save = functools.partial(saved_filters.save_filter, actor=cast.editor)
    while_in(
        lambda: save(name="Lots", wanted=Wanted(words="lot")),
        lambda: save(name="lots", wanted=Wanted(words="bid")),
    )
    assert cast.editor.saved_filters.get().wanted == {"words": "bid"}


def test_projects_of_one_name_get_a_key_each(cast: Cast) -> None:
    create = functools.partial(projects.create_project, actor=cast.admin, name="Roof")
    while_in(create, create)
    keys = Project.objects.filter(name="Roof").order_by("pk").values_list("key")
    assert [key for (key,) in keys] == ["ROOF", "ROOF-2"]


def test_two_imports_that_name_a_new_project_at_once_make_one(cast: Cast) -> None:
    name = functools.partial(projects.named_project, actor=cast.admin, name="Roof")
    while_in(name, name)
    assert Project.objects.filter(name="Roof").count() == 1


def test_two_documents_are_locked_in_one_order_by_everybody(cast: Cast) -> None:
    """Else two who settle the same pair could each hold one and wait for the other."""
    lower, higher = (read_document(cast.admin, sentence("lease", n)) for n in (1, 2))
    everything = Document.objects.all()
    while_in(
        lambda: access.lock_row(everything, lower.pk),
        lambda: contradictions.settle(
            actor=cast.admin, first=higher, second=lower, project=cast.tender
        ),
        then=lambda: access.lock_row(everything, higher.pk),
    )
    assert cast.tender.documents.count() == 2


def test_who_comes_into_a_project_that_goes_is_told(
    cast: Cast, client_of: Client
) -> None:
    answers: list[Any] = []
    body = {"title": "Check", "project": cast.lease.pk}
    client = client_of(cast.stranger)
    while_in(
        lambda: projects.delete_project(actor=cast.stranger, project=cast.lease),
        lambda: answers.append(client.post("/api/v1/tasks/", body)),
    )
    [answer] = answers
    assert (answer.status_code, answer.json()["code"]) == (409, "deleted-meanwhile")


def test_who_changes_what_goes_at_the_moment_is_told(
    cast: Cast, client_of: Client
) -> None:
    answers: list[Any] = []
    task = check_the_lot(cast)
    client, address = client_of(cast.manager), f"/api/v1/tasks/{task.pk}/"
    while_in(
        lambda: tasks.delete_task(actor=cast.editor, task=task),
        lambda: answers.append(client.patch(address, {"title": "Lot 2"})),
    )
    assert [answer.status_code for answer in answers] == [404]


def test_the_log_tells_what_a_change_found(cast: Cast) -> None:
    task = check_the_lot(cast)
    same = Task.objects.get(pk=task.pk)
    while_in(
        lambda: tasks.update_task(
            actor=cast.editor, task=task, values={"title": "Lot 2"}
        ),
        lambda: tasks.update_task(
            actor=cast.manager, task=same, values={"title": "Lot 3"}
        ),
    )
    changes = AuditEvent.objects.filter(action="task.update").order_by("pk")
    assert [event.before["title"] for event in changes] == ["Check the lot", "Lot 2"]


def test_a_preview_that_is_acted_on_at_last_is_not_forgotten(cast: Cast) -> None:
    document = read_document(cast.editor, "One")
    batch = create(cast.editor, BatchKind.TAG, [document.pk], tags=["red"])
    Batch.objects.update(created_at=batch.created_at - batches.KEPT * 2)
    while_in(
        lambda: batches.apply(actor=cast.editor, batch=batch),
        batches.forget_previews,
    )
    batches.undo(actor=cast.editor, batch=batch)
    document.refresh_from_db()
    assert document.tags == []


def check_the_lot(cast: Cast) -> Task:
    values = {"title": "Check the lot"}
    return tasks.create_task(actor=cast.editor, project=cast.tender, values=values)


def while_in(
    first: Callable[[], object],
    second: Callable[[], object],
    then: Callable[[], object] = lambda: None,
) -> None:
    """Do ``second`` while ``first`` and ``then`` are not committed yet; it has to wait."""

    def run() -> None:
        try:
            second()
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        first()
        other.start()
        wait_for_somebody_who_waits()
        then()
    other.join()


def wait_for_somebody_who_waits() -> None:
    ended = time.monotonic() + 60
    while time.monotonic() < ended:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
        time.sleep(0.02)
    raise AssertionError("Nobody waits.")
