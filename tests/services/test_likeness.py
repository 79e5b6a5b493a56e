"""A document that is nearly the same as a stored one is offered as its next version."""

import datetime
import hashlib

import pytest
from django.utils import timezone

from core import minhash
from core.exceptions import Conflict
from core.models import Document, Fingerprint, Unlike
from core.selectors import likeness as selectors
from core.services import documents, trash
from core.services.texts import fingerprints, likeness
from tests.cast import Cast, Client, read_document, run_jobs
from tests.teaching import sentence

LEASE = " ".join(sentence("lease", seed) for seed in range(4))
AMENDED = LEASE.replace("office", "workshop", 2) + " The rent is 120 a month."


@pytest.fixture
def stored(cast: Cast) -> Document:
    return read_document(cast.editor, LEASE, project=cast.tender, title="The lease")


def offered(client_of: Client, user: object, document: Document) -> list[int]:
    answer = client_of(user).get(f"/api/v1/documents/{document.pk}/likeness/")  # type: ignore[arg-type]
    return [one["document"] for one in answer.json()]


def test_an_edited_copy_is_offered_with_its_similarity(
    cast: Cast, client_of: Client, stored: Document
) -> None:
    read_document(cast.editor, " ".join(sentence("tender", n) for n in range(4)))
    came = read_document(cast.editor, AMENDED)
    address = f"/api/v1/documents/{came.pk}/likeness/"
    [one] = client_of(cast.editor).get(address).json()
    assert (one["document"], one["title"]) == (stored.pk, "The lease")
    assert 0.8 < one["similarity"] < 1


def test_the_next_version_takes_its_place(
    cast: Cast, client_of: Client, stored: Document
) -> None:
    came = read_document(cast.editor, AMENDED)
    answer = client_of(cast.editor).post(
        f"/api/v1/documents/{came.pk}/likeness/accept/", {"document": stored.pk}
    )
    assert (answer.status_code, answer.json()["number"]) == (201, 2)
    run_jobs()
    stored.refresh_from_db()
    came.refresh_from_db()
    assert stored.current_version is not None
    assert stored.current_version.extraction.text == AMENDED
    assert str(came.pk) in stored.current_version.note
    assert stored.project == cast.tender
    assert came.trashed_at is not None


def test_a_declined_one_is_not_offered_again(
    cast: Cast, client_of: Client, stored: Document
) -> None:
    came = read_document(cast.editor, AMENDED)
    address = f"/api/v1/documents/{came.pk}/likeness/"
    client = client_of(cast.editor)
    for _time in range(2):
        answer = client.post(f"{address}decline/", {"document": stored.pk})
        assert answer.status_code == 204
    assert client.get(address).json() == []
    assert Unlike.objects.get().said_by == cast.editor
    refused = client.post(f"{address}accept/", {"document": stored.pk})
    assert (refused.status_code, refused.json()["code"]) == (409, "not-alike")


def test_what_the_reader_may_not_see_is_not_compared(
    cast: Cast, client_of: Client, stored: Document
) -> None:
    came = read_document(cast.stranger, AMENDED)
    assert offered(client_of, cast.stranger, came) == []
    assert offered(client_of, cast.admin, came) == [stored.pk]


def test_same_bytes_other_versions_trash_and_short_texts_are_not_offered(
    cast: Cast, stored: Document
) -> None:
    copy = read_document(cast.editor, LEASE, title="The lease")
    assert selectors.offers(cast.editor, copy) == []
    came = read_document(cast.editor, AMENDED)
    assert [one.document for one in selectors.offers(cast.editor, came)] == [
        copy.pk,
        stored.pk,
    ]
    trash.trash_document(actor=cast.editor, document=copy)
    assert [one.document for one in selectors.offers(cast.editor, came)] == [stored.pk]
    assert selectors.offers(cast.editor, stored) == []  # it was there first
    for _time in range(2):
        short = read_document(cast.editor, "Thank you, received!\n")
    assert selectors.offers(cast.editor, short) == []


def test_a_document_with_versions_of_its_own_stays_one(
    cast: Cast, stored: Document
) -> None:
    came = read_document(cast.editor, AMENDED)
    documents.add_version(
        actor=cast.editor,
        document=came,
        incoming=documents.Incoming.from_text(AMENDED + " And more."),
    )
    run_jobs()
    came.refresh_from_db()
    assert selectors.offers(cast.editor, came) == []


def test_texts_that_came_without_one_get_a_fingerprint(
    cast: Cast, stored: Document
) -> None:
    Fingerprint.objects.all().delete()
    assert fingerprints.remember_missing() == 1
    assert fingerprints.remember_missing() == 0
    came = read_document(cast.editor, AMENDED)
    assert [one.document for one in selectors.offers(cast.editor, came)] == [stored.pk]


def test_a_fingerprint_stays_what_it_is() -> None:
    """What is stored must be found by the next release too."""
    made = minhash.take(LEASE)
    assert (len(made.signature), len(made.bands)) == (512, 32)
    digest = hashlib.sha256(made.signature + str(made.bands).encode()).hexdigest()
    assert digest[:16] == "366186b0c24be8af"


def test_both_may_change_meanwhile(cast: Cast, stored: Document) -> None:
    came = read_document(cast.editor, AMENDED)
    moment = timezone.now() - datetime.timedelta(days=1)
    Document.objects.filter(pk=stored.pk).update(trashed_at=moment)
    with pytest.raises(Conflict):
        likeness.accept(actor=cast.editor, document=came, other=stored)
