"""Lists page by page, and what their filters take."""

import base64
from urllib.parse import quote

import pytest

from core.models import Document, Task
from tests.cast import Cast, Client

DOCUMENTS = "/api/v1/documents/"


def _walk(client_of: Client, cast: Cast, url: str) -> list[int]:
    """The ids on all pages, from the first to the last; it ends where they go round."""
    client = client_of(cast.manager)
    seen: list[int] = []
    while url and len(seen) < 2000:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    return seen


@pytest.mark.parametrize("order", ["status", "-status", "title", "-title"])
def test_no_page_loses_or_repeats_equal_rows(
    cast: Cast, client_of: Client, order: str
) -> None:
    titles = ["Act", "Bill", "Bill", "Bill", "Bill", "Contract", "Contract"]
    made = Document.objects.bulk_create(
        Document(title=title, owner=cast.manager, project=cast.tender)
        for title in titles
    )
    # The order in which the database comes upon equal rows is not that of their ids.
    for document in made[::2]:
        Document.objects.filter(pk=document.pk).update(tags=["moved"])
    found = _walk(client_of, cast, f"{DOCUMENTS}?page_size=2&ordering={order}")
    assert sorted(found) == [document.pk for document in made]


def test_pages_go_beyond_a_thousand_equal_rows(cast: Cast, client_of: Client) -> None:
    made = Task.objects.bulk_create(
        Task(project=cast.tender, title="Check", created_by=cast.manager)
        for _number in range(1250)
    )
    found = _walk(client_of, cast, "/api/v1/tasks/?page_size=200&ordering=due")
    assert found == [task.pk for task in made]


@pytest.mark.parametrize(
    ("url", "pointer"),
    [
        (f"{DOCUMENTS}?project=1.5", "#/project"),
        (f"{DOCUMENTS}?project=-1e300000", "#/project"),
        ("/api/v1/projects/?is_archived=perhaps", "#/is_archived"),
        ("/api/v1/notifications/?unread=perhaps", "#/unread"),
        (
            f"{DOCUMENTS}?ordering=title&cursor="
            + quote(base64.b64encode(b"p=%00").decode()),
            "#/cursor",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    cast: Cast, client_of: Client, url: str, pointer: str
) -> None:
    answer = client_of(cast.editor).get(url)
    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("asked", "count"), [("true", 1), ("1", 1), ("false", 1), ("0", 1), ("", 2)]
)
def test_yes_and_no_are_understood(
    cast: Cast, client_of: Client, asked: str, count: int
) -> None:
    cast.lease.is_archived = True
    cast.lease.save()
    url = f"/api/v1/projects/?is_archived={asked}"
    assert len(client_of(cast.admin).get(url).json()["results"]) == count
