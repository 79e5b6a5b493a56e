"""The audit trail: each write leaves one row, in its own transaction, or none at all."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override

from core.choices import AuditAction
from core.exceptions import ProductError
from core.models import AuditEvent
from core.services import batches, decisions, documents, tasks, trash
from core.services.trainings import promotion
from tests.cast import Cast, Client, read_document, upload
from tests.teaching import Teach
from unidoc.env import ROOT


def events(**filters: Any) -> list[tuple[str, str | None]]:
    rows = AuditEvent.objects.filter(**filters).order_by("pk")
    return list(rows.values_list("action", "actor__username"))


def test_the_life_of_a_document(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot")
    decisions.decide(actor=cast.editor, document=document, project=cast.tender)
    documents.update_document(
        actor=cast.manager, document=document, values={"title": "Lot 1"}
    )
    incoming = documents.Incoming.from_text("More about the lot")
    documents.add_version(actor=cast.editor, document=document, incoming=incoming)
    trash.trash_document(actor=cast.manager, document=document)
    assert events(object_type="document", object_id=document.pk) == [
        ("document.create", "editor"),
        ("document.decide", "editor"),
        ("document.update", "manager"),
        ("version.create", "editor"),
        ("document.trash", "manager"),
    ]


def test_before_and_after(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot", project=cast.tender)
    documents.update_document(
        actor=cast.editor, document=document, values={"title": "Lot", "tags": ["a"]}
    )
    event = AuditEvent.objects.get(action="document.update")
    assert event.before == {"title": "About the lot", "tags": []}
    assert event.after == {"title": "Lot", "tags": ["a"]}
    assert event.project == cast.tender


def test_the_life_of_a_comment_belongs_to_its_project(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot", project=cast.tender)
    comment = tasks.add_comment(actor=cast.editor, on=document, body="Which lot?")
    tasks.edit_comment(actor=cast.editor, comment=comment, body="Lot 1.")
    tasks.delete_comment(actor=cast.editor, comment=comment)
    found = AuditEvent.objects.filter(object_type="comment").order_by("pk")
    assert [(event.action, event.project) for event in found] == [
        ("comment.create", cast.tender),
        ("comment.edit", cast.tender),
        ("comment.delete", cast.tender),
    ]


def test_what_changes_nothing_leaves_no_row(cast: Cast) -> None:
    document = read_document(cast.editor, "About the lot")
    values = {"title": document.title}
    documents.update_document(actor=cast.editor, document=document, values=values)
    assert events(action="document.update") == []


def test_a_write_that_fails_leaves_no_row(cast: Cast) -> None:
    document = read_document(cast.stranger, "About the lot", project=cast.lease)
    count = AuditEvent.objects.count()
    with pytest.raises(ProductError):
        decisions.decide(actor=cast.editor, document=document, project=cast.tender)
    assert AuditEvent.objects.count() == count


def test_a_write_that_is_rolled_back_leaves_no_row(cast: Cast) -> None:
    class Broken(Exception):
        """Something later in the same transaction."""

    def upload_and_break() -> None:
        upload(cast.editor, "About the lot")
        raise Broken

    with pytest.raises(Broken), transaction.atomic():
        upload_and_break()
    assert events(object_type="document") == []


def test_a_promotion_names_both_models(cast: Cast, teach: Teach) -> None:
    model = teach(14)
    model.state = "retired"
    model.save()
    promotion.promote(actor=cast.admin, model=model)
    event = AuditEvent.objects.get(action="model.promote")
    assert event.before == {"champion": None}
    assert event.after == {"champion": model.pk, "digest": model.digest}


def test_rows_of_one_request_share_its_id_which_no_client_chooses(
    cast: Cast, client_of: Client
) -> None:
    body = {"text": "Words", "project": cast.tender.pk}
    for _ in range(2):
        client_of(cast.editor).post(
            "/api/v1/documents/", body, HTTP_X_REQUEST_ID="mine"
        )
    rows = AuditEvent.objects.filter(object_type="document").order_by("pk")
    created, decided, *second = [row.request_id for row in rows]
    assert created == decided
    assert created not in ("", "mine", *second)


def test_texts_and_secrets_stay_out(cast: Cast) -> None:
    read_document(cast.editor, "An unmistakable phrase", title="Title")
    assert "unmistakable" not in str(list(AuditEvent.objects.values()))


def test_each_action_has_words_in_both_languages() -> None:
    for action in AuditAction:
        with override("en"):
            english = str(action.label)
        with override("ru"):
            russian = str(action.label)
        assert re.search("[а-я]", russian), action
        assert len({action.value, english, russian}) == 3


def test_each_action_that_is_written_is_a_known_one() -> None:
    files = (ROOT / "core" / "services").rglob("*.py")
    written = re.compile(
        r'"((?:document|version|batch|project|topic|member|task|comment|template|user'
        r'|job|model|sample|snapshot)\.[a-z-]+)"'
    )
    found = {name for file in files for name in written.findall(file.read_text())}
    found |= {f"batch.{work}" for work in batches.Work}
    assert found <= set(AuditAction.values)
    assert len(found) > 30


def test_an_action_of_earlier_times_is_told_as_it_is_stored() -> None:
    assert AuditEvent(action="project.merge").action_label == "project.merge"
