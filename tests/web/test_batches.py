"""Acts on many documents, on the pages."""

from typing import Any

from django.http import QueryDict

from core.choices import BatchKind, BatchState, JobState
from core.models import Batch, Document, Job
from core.services import batches, job_runs
from core.web.forms.batches import SelectionForm
from tests.cast import Cast, read_document
from tests.teaching import Teach, sentence
from tests.web.conftest import SignIn

SCRIPT: dict[str, Any] = {"headers": {"HX-Request": "true"}}


def test_a_move_shows_first_what_it_would_do(cast: Cast, browse: SignIn) -> None:
    there = read_document(cast.admin, "One", project=cast.tender)
    placed = read_document(cast.admin, "Two", project=cast.lease)
    free = read_document(cast.admin, "Three")
    browser = browse(cast.admin)
    chosen = {
        "act": "move",
        "document": [there.pk, placed.pk, free.pk],
        "project": cast.tender.pk,
    }
    preview = browser.post("/documents/batch/", chosen, **SCRIPT).content.decode()
    assert "Move to “Tender 2027”" in preview
    assert "1 document would change." in preview
    assert "decided by a person, stay: 1" in preview
    batch = Batch.objects.get()
    browser.post(f"/batches/{batch.pk}/apply/", {"next": "/documents/"})
    assert Document.objects.get(pk=placed.pk).project == cast.lease
    assert Document.objects.get(pk=free.pk).project == cast.tender
    assert "1 document moved." in browser.get("/documents/").content.decode()
    browser.post("/documents/undo/")
    assert Document.objects.get(pk=free.pk).project is None
    page = browser.get(f"/batches/{batch.pk}/").content.decode()
    assert "as they were before: 1" in page

    also = {"like": batch.pk}
    preview = browser.post("/documents/batch/", also, **SCRIPT).content.decode()
    assert "2 documents would change." in preview


def test_an_import_is_no_act_to_repeat(cast: Cast, browse: SignIn) -> None:
    batch = Batch.objects.create(
        kind=BatchKind.IMPORT, state=BatchState.APPLIED, created_by=cast.editor
    )
    answer = browse(cast.editor).post("/documents/batch/", {"like": batch.pk})
    assert answer.status_code == 400


def test_the_state_of_what_no_job_does(cast: Cast, browse: SignIn) -> None:
    batch = Batch.objects.create(
        kind=BatchKind.TRASH, state=BatchState.APPLIED, created_by=cast.editor
    )
    answer = browse(cast.editor).get(f"/batches/{batch.pk}/state/")
    assert (answer.status_code, answer["HX-Refresh"]) == (200, "true")


def test_everything_that_the_list_shows(cast: Cast, browse: SignIn) -> None:
    for text in ("Договор аренды", "Договор поставки", "Invoice"):
        read_document(cast.editor, text, project=cast.tender)
    chosen = {"act": "tag", "tags": "red, blue", "whole": "1", "filter": "?q=договор"}
    browser = browse(cast.editor)
    answer = browser.post("/documents/batch/", chosen, follow=True)
    assert "2 documents would change." in answer.content.decode()
    browser.post(f"/batches/{Batch.objects.get().pk}/apply/")
    assert Document.objects.filter(tags=["red", "blue"]).count() == 2


def test_the_whole_archive_is_classified_again(
    cast: Cast, teach: Teach, browse: SignIn, monkeypatch: Any
) -> None:
    waiting = read_document(cast.admin, sentence("tender", 900))
    teach(16)
    monkeypatch.setattr(batches, "AT_ONCE", 0)
    browser = browse(cast.admin)
    answer = browser.post("/documents/classify/", {"error_budget": "40"})
    address = answer["Location"]
    assert "Looking at the documents" in browser.get(address).content.decode()
    job_runs.run_batch(Job.objects.latest("pk").pk)
    page = browser.get(address).content.decode()
    assert "at an error budget of 40.0" in page
    assert "decided by a person, stay: 32" in page
    browser.post(f"{address}apply/")
    browser.post(f"{address}stop/")
    assert Job.objects.latest("pk").state == JobState.CANCELLED
    assert "It was stopped in the middle." in browser.get(address).content.decode()
    browser.post(f"{address}go-on/")
    job_runs.run_batch(Job.objects.latest("pk").pk)
    waiting.refresh_from_db()
    assert waiting.project == cast.tender
    state = browser.get(f"{address}state/", **SCRIPT)
    assert state["HX-Refresh"] == "true"


def test_originals_are_downloaded_together(cast: Cast, browse: SignIn) -> None:
    document = read_document(cast.editor, "One")
    answer = browse(cast.editor).post(
        "/documents/download/", {"document": [document.pk]}
    )
    assert b"".join(answer).startswith(b"PK")


def test_no_choice_is_no_batch(cast: Cast, browse: SignIn) -> None:
    answer = browse(cast.editor).post("/documents/batch/", {"act": "trash"}, **SCRIPT)
    assert (answer.status_code, answer.content) == (400, b"Choose documents first.")
    form = SelectionForm(QueryDict("document=1&document=x"))
    assert form.is_valid()
    assert form.selection.documents == [1]


def test_a_filter_that_no_list_has_downloads_nothing(
    cast: Cast, browse: SignIn
) -> None:
    given = {"whole": "on", "filter": f"?q={'x' * 2000}"}
    answer = browse(cast.editor).post("/documents/download/", given)
    assert answer.status_code == 400
