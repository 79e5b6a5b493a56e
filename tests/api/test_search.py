"""The full-text search, by the API."""

import pytest

from tests.cast import Cast, Client, read_document

URL = "/api/v1/search/"


def test_what_is_found_is_marked_and_ranked(cast: Cast, client_of: Client) -> None:
    text = "Учёт: <b>invoices</b> & договоры"
    best = read_document(cast.editor, text, title="Invoice 7", project=cast.tender)
    other = read_document(cast.editor, "One invoice of many")
    client = client_of(cast.editor)
    body = client.get(URL, {"q": "invoices"}).json()
    assert [one["id"] for one in body["results"]] == [best.pk, other.pk]
    assert (body["total"], body["is_bounded"], body["has_more"]) == (2, False, False)
    first = body["results"][0]
    assert first["rank"] > body["results"][1]["rank"]
    assert first["marked_title"] == [
        {"text": "Invoice", "is_hit": True},
        {"text": " 7", "is_hit": False},
    ]
    assert {"text": "invoices", "is_hit": True} in first["snippet"]
    page = client.get(f"{URL}?q=invoices&start=1&size=1").json()
    assert [one["id"] for one in page["results"]] == [other.pk]
    narrowed = client.get(f"{URL}?q=invoices&project={cast.tender.pk}").json()
    assert narrowed["total"] == 1
    assert client_of(cast.stranger).get(URL, {"q": "invoices"}).json()["total"] == 0


def test_a_mistake_is_answered_by_a_suggestion(cast: Cast, client_of: Client) -> None:
    read_document(cast.editor, "Договоры поставки")
    body = client_of(cast.editor).get(URL, {"q": "догвооры"}).json()
    assert (body["total"], body["suggestion"]) == (0, "договоры")


@pytest.mark.parametrize("query", ["start=-1", "order=spoon", "sice=3", "since=x"])
def test_what_does_not_fit_is_refused(
    cast: Cast, client_of: Client, query: str
) -> None:
    assert client_of(cast.editor).get(f"{URL}?{query}").status_code == 400
