"""Many documents at once, by the API."""

import csv
import io
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core.models import Document
from core.services import batches
from core.services.storage import downloads, originals
from tests.cast import Cast, Client, current, read_document

URL = "/api/v1/batches/"


def test_more_documents_ask_no_more(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.editor)
    asked = []
    for many in (1, 5):
        chosen = [read_document(cast.editor, f"{many} {n}").pk for n in range(many)]
        body = {"action": "move", "documents": chosen, "project": cast.tender.pk}
        batch = client.post(URL, body).json()["id"]
        with CaptureQueriesContext(connection) as queries:
            items = client.get(f"{URL}{batch}/items/").json()["results"]
        assert len(items) == many
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_batch_is_looked_at_applied_and_undone(cast: Cast, client_of: Client) -> None:
    free = read_document(cast.editor, "One", title="Free")
    hidden = read_document(cast.stranger, "Two")
    client = client_of(cast.editor)
    body = {
        "action": "move",
        "documents": [free.pk, hidden.pk],
        "project": cast.tender.pk,
    }
    answer = client.post(URL, body)
    assert answer.status_code == 201
    batch = answer.json()
    assert batch["state"] == "previewed"
    assert batch["tally"] == {
        "documents": 1,
        "foreseen": {"change": 1},
        "results": {"waiting": 1},
        "places": [{"project": cast.tender.pk, "documents": 1}],
        "missing": [hidden.pk],
    }
    [item] = client.get(f"{URL}{batch['id']}/items/").json()["results"]
    assert (item["title"], item["foreseen"]) == ("Free", "change")
    assert (item["before"], item["after"]) == (
        {"project": None},
        {"project": cast.tender.pk},
    )
    applied = client.post(f"{URL}{batch['id']}/apply/").json()
    assert (applied["state"], applied["tally"]["results"]) == ("applied", {"done": 1})
    assert Document.objects.get(pk=free.pk).project == cast.tender
    client.post(f"{URL}{batch['id']}/undo/")
    assert Document.objects.get(pk=free.pk).project is None
    assert client.post(f"{URL}{batch['id']}/apply/").status_code == 409


def test_a_long_one_is_a_job(
    cast: Cast, client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 0)
    document = read_document(cast.editor, "One")
    body = {"action": "trash", "documents": [document.pk]}
    answer = client_of(cast.editor).post(URL, body)
    assert answer.status_code == 202
    assert (answer.json()["state"], answer.json()["job"]["kind"]) == (
        "preparing",
        "batch",
    )


def test_a_whole_filter_is_tagged(cast: Cast, client_of: Client) -> None:
    for text in ("Договор аренды", "Договоры поставки", "Invoice"):
        read_document(cast.editor, text, project=cast.tender)
    body = {"action": "tag", "filter": {"q": "договор"}, "tags": ["red"]}
    client = client_of(cast.editor)
    batch = client.post(URL, body).json()
    client.post(f"{URL}{batch['id']}/apply/")
    assert Document.objects.filter(tags=["red"]).count() == 2


@pytest.mark.parametrize(
    "body",
    [
        {"action": "move", "documents": [1]},
        {"action": "tag", "documents": [1], "filter": {}, "tags": ["a"]},
        {"action": "trash"},
        {"action": "import", "documents": [1]},
        {"action": "trash", "filter": {"kind": "spoon"}},
    ],
)
def test_what_does_not_fit_is_refused(
    cast: Cast, client_of: Client, body: dict[str, Any]
) -> None:
    answer = client_of(cast.editor).post(URL, body, format="json")
    assert answer.status_code == 400


def test_a_foreign_project_is_no_target(cast: Cast, client_of: Client) -> None:
    document = read_document(cast.editor, "One")
    body = {
        "action": "move",
        "documents": [document.pk],
        "project": cast.lease.pk,
    }
    answer = client_of(cast.editor).post(URL, body)
    assert answer.json()["errors"][0]["pointer"] == "#/project"


def test_originals_come_together_with_a_manifest(cast: Cast, client_of: Client) -> None:
    ours = [
        read_document(cast.editor, text.encode(), name="Акт.txt", project=cast.tender)
        for text in ("One", "Two")
    ]
    odd = read_document(cast.editor, "Three", title="=SUM(A1)")
    lost = read_document(cast.editor, "Four")
    hidden = read_document(cast.stranger, "Five")
    originals.storage().delete(originals.storage_key(current(lost).sha256))
    chosen = [*(one.pk for one in ours), odd.pk, lost.pk, hidden.pk]
    answer = client_of(cast.editor).post(
        "/api/v1/download/", {"documents": chosen}, format="json"
    )
    assert answer["Content-Type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert packed.testzip() is None
    key = cast.tender.key
    assert packed.read(f"{key}/Акт.txt") == b"One"
    assert packed.read(f"{key}/Акт (2).txt") == b"Two"
    table = packed.read("manifest.csv").decode("utf-8-sig")
    lines = {int(one["document"]): one for one in csv.DictReader(io.StringIO(table))}
    assert list(lines) == chosen
    assert lines[odd.pk]["title"] == "'=SUM(A1)"
    assert [lines[pk]["result"] for pk in chosen] == [
        "ok",
        "ok",
        "ok",
        "the file is lost",
        "no such document",
    ]
    with override("ru"):
        russian = downloads.archive(
            actor=cast.editor, selection=batches.Selection(documents=[hidden.pk])
        )
    packed = zipfile.ZipFile(io.BytesIO(b"".join(russian)))
    assert "такого документа нет" in packed.read("manifest.csv").decode()
