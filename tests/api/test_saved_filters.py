"""Searches that people keep, and the columns that they choose."""

from tests.cast import Cast, Client

URL = "/api/v1/saved-filters/"


def test_a_filter_is_kept_replaced_and_deleted(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.editor)
    wanted = {"q": "договор", "project": cast.tender.pk, "since": "2026-01-31"}
    made = client.post(URL, {"name": " My  lots ", "filter": wanted}, format="json")
    assert made.status_code == 201
    assert (made.json()["name"], made.json()["filter"]) == ("My lots", wanted)
    again = {"name": "my LOTS", "filter": {"tag": "red"}}
    client.post(URL, again, format="json")
    [kept] = client.get(URL).json()["results"]
    assert (kept["name"], kept["filter"]) == ("my LOTS", {"tag": "red"})
    assert client_of(cast.admin).get(URL).json()["results"] == []
    assert client_of(cast.admin).delete(f"{URL}{kept['id']}/").status_code == 404
    assert client.delete(f"{URL}{kept['id']}/").status_code == 204
    assert client.get(URL).json()["results"] == []


def test_a_filter_needs_a_name(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.editor).post(
        URL, {"name": "  ", "filter": {}}, format="json"
    )
    assert answer.status_code == 400


def test_columns_are_the_persons_own(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.editor)
    body = {"document_columns": ["owner", "state", "owner"]}
    answer = client.patch("/api/v1/users/me/", body, format="json")
    assert answer.json()["document_columns"] == ["owner", "state"]
    body = {"document_columns": ["spoon"]}
    answer = client.patch("/api/v1/users/me/", body, format="json")
    assert answer.status_code == 400
