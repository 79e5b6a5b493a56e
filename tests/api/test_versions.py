"""Versions: each one for ever."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.models import Version
from core.services.storage import originals
from tests.cast import Cast, Client, read_document, run_jobs
from tests.extraction.documents import make_pdf


@pytest.fixture
def url(cast: Cast) -> str:
    document = read_document(
        cast.editor, "The rent is 100 roubles a month", project=cast.tender
    )
    return f"/api/v1/documents/{document.pk}/versions/"


def test_a_new_version_is_appended_and_read(
    cast: Cast, client_of: Client, url: str
) -> None:
    client = client_of(cast.editor)
    answer = client.post(
        url, {"text": "The rent is 120 roubles a month", "note": "Raised"}
    )
    assert (answer.status_code, answer.json()["number"]) == (201, 2)
    run_jobs()
    document = client.get(url.removesuffix("versions/")).json()
    assert (document["current_version"], document["status"]) == (2, "filed")
    assert (
        client.get(f"{url}1/text/").json()["text"] == "The rent is 100 roubles a month"
    )
    assert (
        client.get(f"{url}2/text/").json()["text"] == "The rent is 120 roubles a month"
    )
    assert [v["number"] for v in client.get(url).json()["results"]] == [2, 1]


def test_the_difference_is_told_in_words(
    cast: Cast, client_of: Client, url: str
) -> None:
    client = client_of(cast.editor)
    client.post(url, {"text": "The rent is 120 roubles a month"})
    run_jobs()
    parts = client.get(f"{url}diff/?from=1&to=2").json()["parts"]
    assert [p for p in parts if p["change"] != "same"] == [
        {"change": "removed", "text": "100"},
        {"change": "added", "text": "120"},
    ]


def test_the_text_is_not_read_to_hand_out_the_file(
    cast: Cast, client_of: Client, url: str
) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client_of(cast.editor).get(f"{url}1/file/")
    assert answer.status_code == 200
    assert not [one for one in asked if '"core_extraction"."text"' in one["sql"]]


def test_the_text_tells_its_pages(cast: Cast, client_of: Client) -> None:
    pages = ["Lease of the ground floor", "Signed in March", "Signed in March"]
    document = read_document(cast.editor, make_pdf(pages), name="lease.pdf")
    url = f"/api/v1/documents/{document.pk}/versions/1/text/"
    body = client_of(cast.editor).get(url).json()
    assert {page["how"] for page in body["pages"]} == {"text_layer"}
    told = [body["text"][page["start"] : page["end"]] for page in body["pages"]]
    assert told == pages
    starts = [page["start"] for page in body["pages"]]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("query", ["", "?from=1", "?from=1&to=x", "?from=1&to=2&by=me"])
def test_a_difference_needs_two_numbers(
    cast: Cast, client_of: Client, url: str, query: str
) -> None:
    assert client_of(cast.editor).get(f"{url}diff/{query}").status_code == 400


def test_a_version_that_is_not_there(cast: Cast, client_of: Client, url: str) -> None:
    client = client_of(cast.editor)
    assert client.get(f"{url}7/").status_code == 404
    assert client.get(f"{url}diff/?from=1&to=7").status_code == 404


@pytest.mark.parametrize(
    "statement", ["UPDATE core_version SET size = 0", "DELETE FROM core_version"]
)
def test_the_database_refuses_to_change_a_version(url: str, statement: str) -> None:
    from django.db import connection

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Version.objects.count() == 1


def test_a_lost_original_is_a_problem_with_a_sentence(
    cast: Cast, client_of: Client, url: str
) -> None:
    version = Version.objects.get()
    originals.storage().delete(originals.storage_key(version.sha256))
    answer = client_of(cast.viewer).get(f"{url}1/file/")
    assert (answer.status_code, answer.json()["code"]) == (503, "original-lost")
    assert "backup" in answer.json()["detail"]
