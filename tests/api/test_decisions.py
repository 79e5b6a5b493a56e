"""Decisions: a person's word stands for ever, a machine's until then."""

import pytest
from django.db import DatabaseError, connection, transaction

from core.choices import DecisionSource, FilingMode, Outcome
from core.models import Decision, Document, TrainedModel
from core.services import decisions
from core.services.decisions import MachineVerdict
from tests.access.test_every_route import model as make_model
from tests.cast import Cast, Client, read_document, standing


@pytest.fixture
def document(cast: Cast) -> Document:
    return read_document(cast.editor, "Which project is it?")


@pytest.fixture
def model(cast: Cast) -> TrainedModel:
    return make_model(cast)


def verdict(cast: Cast, model: TrainedModel, project: str = "tender") -> MachineVerdict:
    target = getattr(cast, project)
    return MachineVerdict(
        model=model,
        outcome=Outcome.FILED,
        project=target,
        probability=0.98,
        score=2.0,
        threshold=1.0,
        candidates=[{"project": target.pk, "probability": 0.98, "score": 2.0}],
    )


def machine(document: Document, said: MachineVerdict) -> Decision:
    version = document.current_version
    assert version is not None
    return decisions.record_verdict(document=document, version=version, verdict=said)


def url(document: Document) -> str:
    return f"/api/v1/documents/{document.pk}/decisions/"


def test_a_person_decides(cast: Cast, client_of: Client, document: Document) -> None:
    client = client_of(cast.editor)
    answer = client.post(url(document), {"project": cast.tender.pk})
    assert (answer.status_code, answer.json()["source"]) == (201, "person")
    document.refresh_from_db()
    assert (document.project, document.status) == (cast.tender, "filed")


def test_the_body_must_name_a_project_or_null(
    cast: Cast, client_of: Client, document: Document
) -> None:
    assert client_of(cast.editor).post(url(document), {}).status_code == 400


def test_the_machine_files_and_says_why(
    cast: Cast, client_of: Client, document: Document, model: TrainedModel
) -> None:
    machine(document, verdict(cast, model))
    document.refresh_from_db()
    assert document.status == "filed"
    [line] = client_of(cast.editor).get(url(document)).json()["results"]
    assert (line["source"], line["probability"], line["threshold"]) == (
        "machine",
        0.98,
        1.0,
    )
    assert line["model_digest"] == model.digest
    assert line["candidates"] == [
        {"project": cast.tender.pk, "name": "Tender 2027", "probability": 0.98}
    ]


def test_the_machine_never_overrides_a_person(
    cast: Cast, document: Document, model: TrainedModel
) -> None:
    decisions.decide(actor=cast.editor, document=document, project=cast.tender)
    cast.lease.memberships.create(user=cast.editor, role="editor")
    machine(document, verdict(cast, model, "lease"))
    document.refresh_from_db()
    assert document.project == cast.tender
    assert document.decisions.count() == 2


def test_not_even_a_no(cast: Cast, document: Document, model: TrainedModel) -> None:
    decisions.decide(actor=cast.editor, document=document, project=None)
    machine(document, verdict(cast, model))
    document.refresh_from_db()
    assert (document.project, document.status) == (None, "inbox")


def test_the_machine_acts_with_its_uploaders_rights(
    cast: Cast, document: Document, model: TrainedModel
) -> None:
    machine(document, verdict(cast, model, "lease"))
    document.refresh_from_db()
    assert (document.project, document.status) == (None, "inbox")
    assert standing(document).outcome == Outcome.SUGGESTED


def test_a_project_may_want_suggestions_only(
    cast: Cast, document: Document, model: TrainedModel
) -> None:
    cast.tender.filing_mode = FilingMode.SUGGEST
    cast.tender.save()
    machine(document, verdict(cast, model))
    document.refresh_from_db()
    assert document.status == "inbox"


def test_candidates_that_the_reader_may_not_see_are_left_out(
    cast: Cast, client_of: Client, document: Document, model: TrainedModel
) -> None:
    machine(document, verdict(cast, model, "lease"))
    client = client_of(cast.editor)
    assert client.get(url(document)).json()["results"][0]["candidates"] == []
    assert client.get("/api/v1/review/").json()["results"][0]["candidates"] == []
    seen = client_of(cast.admin).get("/api/v1/review/").json()["results"][0]
    assert [one["name"] for one in seen["candidates"]] == ["Office lease"]


def test_undo_brings_back_what_stood_before(
    cast: Cast, client_of: Client, document: Document, model: TrainedModel
) -> None:
    machine(document, verdict(cast, model))
    cast.lease.memberships.create(user=cast.editor, role="editor")
    decisions.decide(actor=cast.editor, document=document, project=cast.lease)
    answer = client_of(cast.editor).post(f"{url(document)}undo/")
    assert answer.status_code == 201
    document.refresh_from_db()
    assert document.project == cast.tender
    assert standing(document).source == DecisionSource.MACHINE
    assert document.decisions.count() == 3


def test_undoing_the_machine_makes_it_ask(
    cast: Cast, client_of: Client, document: Document, model: TrainedModel
) -> None:
    machine(document, verdict(cast, model))
    client_of(cast.editor).post(f"{url(document)}undo/")
    document.refresh_from_db()
    assert (document.project, document.status) == (None, "inbox")
    [waiting] = client_of(cast.editor).get("/api/v1/review/").json()["results"]
    assert waiting["candidates"][0]["project"] == cast.tender.pk
    machine(document, verdict(cast, model))
    document.refresh_from_db()
    assert document.status == "inbox"


def test_nothing_to_undo(cast: Cast, client_of: Client, document: Document) -> None:
    answer = client_of(cast.editor).post(f"{url(document)}undo/")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-to-undo")


def test_a_rejected_document_leaves_the_review(
    cast: Cast, client_of: Client, document: Document
) -> None:
    client = client_of(cast.editor)
    assert len(client.get("/api/v1/review/").json()["results"]) == 1
    client.post(url(document), {"project": None}, format="json")
    assert client.get("/api/v1/review/").json()["results"] == []


def test_an_archived_project_takes_nothing(
    cast: Cast, client_of: Client, document: Document
) -> None:
    cast.tender.is_archived = True
    cast.tender.save()
    answer = client_of(cast.editor).post(url(document), {"project": cast.tender.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "project-archived")


@pytest.mark.parametrize("table", ["core_decision", "core_auditevent"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "UPDATE {} SET created_at = now()"]
)
def test_the_log_is_append_only_in_the_database(
    cast: Cast, document: Document, table: str, statement: str
) -> None:
    decisions.decide(actor=cast.editor, document=document, project=cast.tender)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
