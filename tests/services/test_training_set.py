"""The training set: what people had decided by a moment, on the text of that moment."""

import datetime
import json
from pathlib import Path

import pytest
from django.utils import timezone

from core.choices import Outcome
from core.models import Decision, Document, Project, TrainedModel
from core.selectors.training_set import TrainingSet, training_set
from core.services import decisions, documents, trash
from core.services.arrivals.imports import import_corpus
from core.services.decisions import MachineVerdict
from core.services.trash import restore_document
from tests.access.test_every_route import model as make_model
from tests.cast import Cast, read_document, run_jobs, upload

Moment = datetime.datetime


@pytest.fixture
def model(cast: Cast) -> TrainedModel:
    return make_model(cast)


def now() -> TrainingSet:
    return training_set(timezone.now())


def labels(found: TrainingSet) -> dict[int, str]:
    return {example.document_id: example.label for example in found.examples}


def decide(cast: Cast, document: Document, project: Project | None) -> Moment:
    decisions.decide(actor=cast.admin, document=document, project=project)
    return timezone.now()


def file_by_machine(document: Document, project: Project, model: TrainedModel) -> None:
    assert document.current_version is not None
    verdict = MachineVerdict(model, Outcome.FILED, project, 0.99, 3.0, 1.0)
    decisions.record_verdict(
        document=document, version=document.current_version, verdict=verdict
    )


def test_what_a_person_filed_is_a_label(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot", project=cast.tender)
    [example] = now().examples
    assert (example.document_id, example.label) == (document.pk, cast.tender.key)
    assert (example.text, example.is_held_out) == ("About the lot", False)


def test_what_an_import_brought_is_a_label(cast: Cast, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps({"text": "About the rent", "label": cast.lease.key}))
    import_corpus(actor=cast.admin, path=corpus)
    assert labels(now()) == {Document.objects.get().pk: cast.lease.key}


def test_what_the_machine_filed_is_never_a_label(
    cast: Cast, model: TrainedModel
) -> None:
    document = read_document(cast.editor, "About the lot")
    file_by_machine(document, cast.tender, model)
    found = now()
    assert found.examples == []
    assert found.left_out == {"filed by the machine": [document.pk]}


def test_a_confirmed_guess_is_a_label(cast: Cast, model: TrainedModel) -> None:
    document = read_document(cast.editor, "About the lot")
    file_by_machine(document, cast.tender, model)
    decide(cast, document, cast.tender)
    assert labels(now()) == {document.pk: cast.tender.key}


def test_the_last_word_counts_as_of_each_moment(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot")
    moments = [
        decide(cast, document, where) for where in (cast.tender, cast.lease, None)
    ]
    seen = [labels(training_set(moment)) for moment in moments]
    assert seen == [{document.pk: cast.tender.key}, {document.pk: cast.lease.key}, {}]
    assert training_set(document.created_at).examples == []


def test_the_text_is_the_one_of_that_moment(cast: Cast) -> None:
    document = read_document(cast.editor, "First words", project=cast.tender)
    before = timezone.now()
    incoming = documents.Incoming.from_text("Second words")
    documents.add_version(actor=cast.editor, document=document, incoming=incoming)
    unread = now()
    run_jobs()
    texts = [found.examples[0].text for found in (training_set(before), unread, now())]
    assert texts == ["First words", "First words", "Second words"]


def test_what_was_taken_back_is_no_label(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot")
    decide(cast, document, cast.tender)
    decisions.undo(actor=cast.admin, document=document)
    assert now().examples == []


def test_an_undo_brings_the_earlier_label_back(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot")
    decide(cast, document, cast.tender)
    decide(cast, document, cast.lease)
    decisions.undo(actor=cast.admin, document=document)
    assert labels(now()) == {document.pk: cast.tender.key}


def test_an_undo_that_gives_back_to_the_machine_is_no_label(
    cast: Cast, model: TrainedModel
) -> None:
    document = read_document(cast.editor, "About the lot")
    file_by_machine(document, cast.tender, model)
    decide(cast, document, cast.lease)
    decisions.undo(actor=cast.admin, document=document)
    document.refresh_from_db()
    assert document.project == cast.tender
    assert now().examples == []


def test_the_trash_is_left_out_from_its_moment_on(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot", project=cast.tender)
    before = timezone.now()
    trash.trash_document(actor=cast.editor, document=document)
    assert labels(training_set(before)) == {document.pk: cast.tender.key}
    assert now().left_out == {"in the trash": [document.pk]}


def test_a_way_back_from_the_trash_changes_no_earlier_moment(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot", project=cast.tender)
    trash.trash_document(actor=cast.editor, document=document)
    in_the_trash = timezone.now()
    restore_document(actor=cast.editor, pk=document.pk)
    assert training_set(in_the_trash).left_out == {"in the trash": [document.pk]}
    assert labels(now()) == {document.pk: cast.tender.key}


def test_a_text_counts_from_when_it_was_read(cast: Cast) -> None:
    document = upload(cast.editor, "About the lot", project=cast.tender)
    waiting = timezone.now()
    before = training_set(waiting)
    run_jobs()
    assert training_set(waiting) == before
    assert before.left_out == {"no text": [document.pk]}
    assert labels(now()) == {document.pk: cast.tender.key}


def test_one_text_in_two_projects_teaches_nothing(cast: Cast) -> None:
    pair = [
        read_document(cast.admin, "The same words", project=project)
        for project in (cast.tender, cast.lease)
    ]
    alone = read_document(cast.admin, "Other words", project=cast.lease)
    found = now()
    assert set(labels(found)) == {alone.pk}
    assert found.left_out["same text in two projects"] == [one.pk for one in pair]


def test_one_text_twice_in_a_project_is_no_contradiction(cast: Cast) -> None:
    for _ in range(2):
        read_document(cast.admin, "The same words", project=cast.lease)
    assert len(now().examples) == 2


def test_held_out_documents_are_marked(cast: Cast) -> None:
    document = read_document(cast.admin, "The same words", project=cast.lease)
    Document.objects.update(is_held_out=True)
    [example] = now().examples
    assert (example.document_id, example.is_held_out) == (document.pk, True)


def test_every_document_that_is_left_out_has_a_reason(cast: Cast) -> None:
    short = read_document(cast.admin, "x", project=cast.lease)
    broken = read_document(cast.admin, b"%PDF-1.7", name="a.pdf", project=cast.lease)
    rejected = read_document(cast.admin, "Neither of these")
    decide(cast, rejected, None)
    assert now().left_out == {
        "too short": [short.pk],
        "no text": [broken.pk],
        "in no project by a person's word": [rejected.pk],
    }


def test_examples_come_in_the_order_of_their_documents(cast: Cast) -> None:
    made = [read_document(cast.admin, f"Words number {n}") for n in range(4)]
    for document in reversed(made):
        decide(cast, document, cast.tender)
    assert [one.document_id for one in now().examples] == [one.pk for one in made]
    assert Decision.objects.latest("pk").document == made[0]
