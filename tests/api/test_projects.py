"""Topics, projects, members, templates, favorites."""

import pytest

from core.models import AuditEvent, Membership, Project
from tests.cast import Cast, Client, upload

URL = "/api/v1/projects/"


def test_whoever_makes_a_project_manages_it(cast: Cast, client_of: Client) -> None:
    body = client_of(cast.stranger).post(URL, {"name": "Аудит 2026"}).json()
    assert (body["key"], body["role"], body["error_budget"]) == (
        "АУДИТ-2026",
        "manager",
        0.05,
    )


def test_a_key_is_unique_whatever_its_case(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.stranger)
    assert client.post(URL, {"name": "A", "key": "One"}).status_code == 201
    answer = client.post(URL, {"name": "B", "key": "oNE"})
    assert (answer.status_code, answer.json()["code"]) == (400, "already-exists")


def test_settings_change_and_are_audited(cast: Cast, client_of: Client) -> None:
    body = {"error_budget": "0.010", "filing_mode": "suggest", "is_archived": True}
    answer = client_of(cast.manager).patch(f"{URL}{cast.tender.pk}/", body)
    assert answer.status_code == 200
    assert (answer.json()["error_budget"], answer.json()["is_archived"]) == (0.01, True)
    event = AuditEvent.objects.get(action="project.update")
    assert event.before["error_budget"] == "0.050"


def test_the_key_never_changes(cast: Cast, client_of: Client) -> None:
    client_of(cast.manager).patch(f"{URL}{cast.tender.pk}/", {"key": "OTHER"})
    assert Project.objects.get(pk=cast.tender.pk).key == cast.tender.key


def test_a_project_with_documents_is_archived_not_deleted(
    cast: Cast, client_of: Client
) -> None:
    upload(cast.editor, project=cast.tender)
    answer = client_of(cast.manager).delete(f"{URL}{cast.tender.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (409, "project-in-use")


def test_an_empty_project_can_go(cast: Cast, client_of: Client) -> None:
    assert client_of(cast.manager).delete(f"{URL}{cast.tender.pk}/").status_code == 204
    assert not Project.objects.filter(pk=cast.tender.pk).exists()


def test_the_list_counts_and_names_the_role(cast: Cast, client_of: Client) -> None:
    upload(cast.editor, project=cast.tender)
    [row] = client_of(cast.viewer).get(URL).json()["results"]
    assert (row["document_count"], row["open_task_count"], row["role"]) == (
        1,
        0,
        "viewer",
    )


def test_a_manager_invites_changes_and_removes(cast: Cast, client_of: Client) -> None:
    client, url = client_of(cast.manager), f"{URL}{cast.tender.pk}/members/"
    made = client.post(url, {"username": "stranger", "role": "viewer"})
    assert made.status_code == 201
    one = f"{url}{made.json()['id']}/"
    assert client.patch(one, {"role": "editor"}).json()["role"] == "editor"
    assert client.delete(one).status_code == 204
    assert client.post(url, {"username": "nobody", "role": "viewer"}).status_code == 400
    assert client.post(url, {"username": "viewer", "role": "viewer"}).status_code == 400


def test_the_last_manager_stays(cast: Cast, client_of: Client) -> None:
    pk = Membership.objects.get(project=cast.tender, user=cast.manager).pk
    url = f"{URL}{cast.tender.pk}/members/{pk}/"
    client = client_of(cast.manager)
    assert client.delete(url).json()["code"] == "last-manager"
    assert client.patch(url, {"role": "viewer"}).json()["code"] == "last-manager"


def test_everybody_may_leave(cast: Cast, client_of: Client) -> None:
    pk = Membership.objects.get(project=cast.tender, user=cast.viewer).pk
    url = f"{URL}{cast.tender.pk}/members/{pk}/"
    assert client_of(cast.viewer).delete(url).status_code == 204


@pytest.mark.parametrize("who", ["manager", "stranger"])
def test_only_administrators_make_topics(
    cast: Cast, client_of: Client, who: str
) -> None:
    answer = client_of(getattr(cast, who)).post("/api/v1/topics/", {"name": "Law"})
    assert answer.status_code == 403


def test_topics(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.admin)
    pk = client.post("/api/v1/topics/", {"name": "Law"}).json()["id"]
    assert (
        client.post("/api/v1/topics/", {"name": "LAW"}).json()["code"]
        == "already-exists"
    )
    client.patch(f"{URL}{cast.tender.pk}/", {"topic": pk})
    assert client.delete(f"/api/v1/topics/{pk}/").json()["code"] == "topic-in-use"
    [row] = client_of(cast.viewer).get("/api/v1/topics/").json()["results"]
    assert (row["name"], row["project_count"]) == ("Law", 1)


def test_templates(cast: Cast, client_of: Client) -> None:
    client, url = client_of(cast.editor), "/api/v1/templates/"
    body = {"name": "Letter", "body": "Dear …", "project": cast.tender.pk}
    pk = client.post(url, body).json()["id"]
    assert client.patch(f"{url}{pk}/", {"name": "Mail"}).json()["name"] == "Mail"
    assert client.post(url, {"name": "For all", "body": "…"}).status_code == 403
    assert client_of(cast.viewer).get(f"{url}{pk}/").status_code == 200
    assert client.delete(f"{url}{pk}/").status_code == 204


def test_favorites(cast: Cast, client_of: Client) -> None:
    client, url = client_of(cast.viewer), "/api/v1/favorites/"
    first, again = (
        client.post(url, {"project": cast.tender.pk}).json() for _ in range(2)
    )
    assert first["id"] == again["id"]
    assert client.post(url, {}).status_code == 400
    assert client.post(url, {"project": cast.lease.pk}).status_code == 400
    assert client.delete(f"{url}{first['id']}/").status_code == 204
