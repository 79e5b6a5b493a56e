"""What came in a mail becomes documents of its own, linked to the mail's."""

from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Document, Membership
from core.services import documents
from core.services.arrivals import attachments
from core.services.texts import reading
from tests.cast import Cast, Client, current, read_document, run_jobs, upload
from tests.extraction.documents import make_docx, make_msg

OFFICE = ("application", "octet-stream")


def mail(subject: str, **files: bytes) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "anna@example.org"
    message.set_content("Please find the lease attached.")
    for name, content in files.items():
        kind, sub = OFFICE
        message.add_attachment(
            content, maintype=kind, subtype=sub, filename=name.replace("_", ".")
        )
    return message


LEASE = make_docx("Lease of the ground floor")


@pytest.fixture
def lease() -> bytes:
    return mail("Lease", lease_docx=LEASE, broken_pdf=b"%PDF").as_bytes()


def titles(document: Document) -> list[str]:
    return list(document.attachments.order_by("pk").values_list("title", flat=True))


def test_attachments_are_documents_of_their_own(cast: Cast, lease: bytes) -> None:
    document = read_document(cast.editor, lease, name="lease.eml")
    assert titles(document) == ["lease", "broken"]
    run_jobs()
    good, bad = document.attachments.order_by("pk").select_related("owner")
    assert (good.owner, good.project, good.status) == (cast.editor, None, "inbox")
    assert (bad.owner, bad.status) == (cast.editor, "failed")


def test_they_follow_their_mail_into_the_project_that_a_person_chose(
    cast: Cast, lease: bytes
) -> None:
    document = read_document(cast.editor, lease, name="lease.eml", project=cast.tender)
    assert {one.project for one in document.attachments.all()} == {cast.tender}


def test_who_lost_the_right_finds_them_in_the_inbox(cast: Cast, lease: bytes) -> None:
    document = upload(cast.editor, lease, name="lease.eml", project=cast.tender)
    Membership.objects.filter(user=cast.editor).delete()
    run_jobs()
    assert {one.project for one in document.attachments.all()} == {None}


def test_a_mail_in_a_mail_hands_over_its_own(cast: Cast) -> None:
    outer = mail("Outer")
    outer.add_attachment(mail("Inner", note_txt=b"A note about the rent"))
    document = read_document(cast.editor, outer.as_bytes(), name="outer.eml")
    run_jobs()
    inner = document.attachments.get()
    assert (inner.title, titles(inner)) == ("Inner", ["note"])
    assert attachments.nesting_of(inner.attachments.get()) == 2


def test_outlook_mails_have_attachments_too(cast: Cast) -> None:
    content = make_msg("Тема", "Текст", [("акт.txt", "Акт приёмки".encode())])
    document = read_document(cast.editor, content, name="mail.msg")
    assert titles(document) == ["акт"]


def test_a_new_version_of_a_mail_adds_only_what_is_new(
    cast: Cast, client_of: Client, lease: bytes
) -> None:
    document = read_document(cast.editor, lease, name="lease.eml")
    more = mail("Lease", lease_docx=LEASE, plan_txt=b"A plan")
    answer = client_of(cast.editor).post(
        f"/api/v1/documents/{document.pk}/versions/",
        {"file": SimpleUploadedFile("lease.eml", more.as_bytes())},
        format="multipart",
    )
    assert answer.status_code == 201
    run_jobs()
    assert titles(document) == ["Lease of the ground floor", "broken", "plan"]


def test_a_flood_of_attachments_ends(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, lease: bytes
) -> None:
    monkeypatch.setattr(attachments, "MOST", 1)
    document = read_document(cast.editor, lease, name="lease.eml")
    assert titles(document) == ["lease"]
    assert document.current_version is not None
    [warning] = reading.warning_texts(document.current_version.extraction)
    assert "1" in warning


def test_what_came_before_takes_no_room_in_the_next_version(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, lease: bytes
) -> None:
    monkeypatch.setattr(attachments, "MOST", 3)
    document = read_document(cast.editor, lease, name="lease.eml")
    files = {"lease_docx": LEASE, "broken_pdf": b"%PDF", "plan_txt": b"The plan"}
    newer = SimpleUploadedFile("lease.eml", mail("Lease", **files).as_bytes())
    documents.add_version(
        actor=cast.editor,
        document=document,
        incoming=documents.Incoming.from_file(newer),
    )
    run_jobs()
    document.refresh_from_db()
    assert titles(document)[2:] == ["plan"]
    assert reading.warning_texts(current(document).extraction) == []


def test_both_documents_show_the_link(
    cast: Cast, client_of: Client, lease: bytes
) -> None:
    document = read_document(cast.editor, lease, name="lease.eml", project=cast.tender)
    attached = document.attachments.order_by("pk").first()
    assert attached is not None
    client = client_of(cast.editor)
    shown = client.get(f"/api/v1/documents/{document.pk}/").json()
    assert [one["title"] for one in shown["attachments"]] == ["lease", "broken"]
    shown = client.get(f"/api/v1/documents/{attached.pk}/").json()
    assert shown["attached_to"]["id"] == document.pk


def test_what_may_not_be_seen_is_not_named(
    cast: Cast, client_of: Client, lease: bytes
) -> None:
    document = read_document(cast.editor, lease, name="lease.eml")
    moved = document.attachments.order_by("pk").first()
    assert moved is not None
    Document.objects.filter(pk=moved.pk).update(project=cast.tender, status="filed")
    shown = client_of(cast.viewer).get(f"/api/v1/documents/{moved.pk}/").json()
    assert shown["attached_to"] is None
