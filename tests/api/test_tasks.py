"""Tasks with subtasks, comments with mentions."""

import pytest

from core.models import Comment, Task
from core.services import decisions, tasks, trash
from tests.cast import Cast, Client, upload

URL = "/api/v1/tasks/"


@pytest.fixture
def task(cast: Cast) -> Task:
    values = {"title": "Check the lot", "assignee": cast.viewer}
    return tasks.create_task(actor=cast.editor, project=cast.tender, values=values)


def test_a_task_is_made_and_changed(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.editor)
    body = {"title": "Draft", "project": cast.tender.pk, "due_date": "2027-02-03"}
    made = client.post(URL, body)
    assert (made.status_code, made.json()["status"]) == (201, "new")
    url = f"{URL}{made.json()['id']}/"
    body = {"status": "done", "priority": "high", "assignee": cast.viewer.pk}
    changed = client.patch(url, body).json()
    assert (changed["status"], changed["assignee"]) == ("done", cast.viewer.pk)
    assert client.delete(url).status_code == 204


def test_a_task_counts_what_belongs_to_it(
    cast: Cast, client_of: Client, task: Task
) -> None:
    for number in range(2):
        values = {"title": f"Part {number}", "parent": task}
        tasks.create_task(actor=cast.editor, project=cast.tender, values=values)
    for number in range(3):
        tasks.add_comment(actor=cast.editor, on=task, body=f"Comment {number}")
    linked = [
        upload(cast.editor, f"About {number}", project=cast.tender, task=task)
        for number in range(4)
    ]
    trash.trash_document(actor=cast.editor, document=linked[0])
    shown = client_of(cast.viewer).get(f"{URL}{task.pk}/").json()
    counts = [shown[f"{part}_count"] for part in ("subtask", "comment", "document")]
    assert counts == [2, 3, 3]


def test_subtasks_never_form_a_circle(
    cast: Cast, client_of: Client, task: Task
) -> None:
    client = client_of(cast.editor)
    body = {"title": "Part", "project": cast.tender.pk, "parent": task.pk}
    child = client.post(URL, body).json()
    answer = client.patch(f"{URL}{task.pk}/", {"parent": child["id"]})
    assert answer.json()["errors"][0]["pointer"] == "#/parent"
    assert client.get(f"{URL}{task.pk}/").json()["subtask_count"] == 1


def test_an_assignee_is_a_member(cast: Cast, client_of: Client, task: Task) -> None:
    url = f"{URL}{task.pk}/"
    answer = client_of(cast.admin).patch(url, {"assignee": cast.stranger.pk})
    assert answer.json()["errors"][0]["pointer"] == "#/assignee"


def test_an_assignee_moves_their_own_task_and_nothing_else(
    cast: Cast, client_of: Client, task: Task
) -> None:
    client, url = client_of(cast.viewer), f"{URL}{task.pk}/"
    assert client.patch(url, {"status": "in_progress"}).status_code == 200
    assert client.patch(url, {"title": "Other"}).status_code == 403


def test_filters_and_order(cast: Cast, client_of: Client, task: Task) -> None:
    values = {"title": "Late", "due_date": "2026-01-01", "priority": "urgent"}
    late = tasks.create_task(actor=cast.editor, project=cast.tender, values=values)
    client = client_of(cast.editor)

    def found(query: str) -> list[int]:
        return [one["id"] for one in client.get(f"{URL}?{query}").json()["results"]]

    assert found("ordering=due") == [late.pk, task.pk]
    assert found(f"assignee={cast.viewer.pk}") == [task.pk]
    assert found("due_before=2026-06-01") == [late.pk]
    assert found("priority=urgent&priority=high") == [late.pk]


def test_a_document_that_leaves_its_project_says_nothing_of_the_task_it_had(
    cast: Cast, client_of: Client, task: Task
) -> None:
    document = upload(cast.editor, "About", project=cast.tender, task=task)
    decisions.decide(actor=cast.admin, document=document, project=cast.lease)
    url = f"/api/v1/documents/{document.pk}/"
    assert client_of(cast.stranger).get(url).json()["task"] is None
    shown = client_of(cast.admin).get(f"{URL}{task.pk}/").json()
    assert shown["document_count"] == 0
    decisions.undo(actor=cast.admin, document=document)
    assert client_of(cast.editor).get(url).json()["task"] == task.pk


def test_documents_are_linked_to_a_task_of_their_project(
    cast: Cast, client_of: Client, task: Task
) -> None:
    document = upload(cast.editor, project=cast.tender)
    url = f"/api/v1/documents/{document.pk}/"
    assert (
        client_of(cast.editor).patch(url, {"task": task.pk}).json()["task"] == task.pk
    )
    stray = upload(cast.editor)
    answer = client_of(cast.editor).patch(
        f"/api/v1/documents/{stray.pk}/", {"task": task.pk}
    )
    assert answer.status_code == 400


def test_a_comment_mentions_members_only(
    cast: Cast, client_of: Client, task: Task
) -> None:
    body = {
        "task": task.pk,
        "body": "@viewer and @stranger, look: mail@manager.example",
    }
    made = client_of(cast.editor).post("/api/v1/comments/", body).json()
    assert made["mentions"] == [cast.viewer.pk]


def test_only_the_author_edits(cast: Cast, client_of: Client, task: Task) -> None:
    pk = tasks.add_comment(actor=cast.editor, on=task, body="One").pk
    url = f"/api/v1/comments/{pk}/"
    assert client_of(cast.manager).patch(url, {"body": "Two"}).status_code == 403
    assert client_of(cast.editor).patch(url, {"body": "Two"}).json()["body"] == "Two"
    assert client_of(cast.editor).delete(url).status_code == 204


def test_a_comment_is_on_exactly_one_thing(
    cast: Cast, client_of: Client, task: Task
) -> None:
    document = upload(cast.editor)
    client, url = client_of(cast.editor), "/api/v1/comments/"
    both = {"task": task.pk, "document": document.pk, "body": "x"}
    assert client.post(url, both).status_code == 400
    assert client.post(url, {"body": "x"}).status_code == 400
    assert client.post(url, {"document": document.pk, "body": "x"}).status_code == 201
    assert Comment.objects.count() == 1
