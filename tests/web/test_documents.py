import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.choices import DocumentStatus, Outcome
from core.models import Document, Version
from core.services import decisions
from core.services.champion import classification
from tests.cast import Cast, read_document, run_jobs, upload
from tests.cast import Client as ApiClient
from tests.extraction.documents import make_msg
from tests.teaching import Teach, sentence
from tests.web.conftest import SignIn


def files(*texts: str) -> list[SimpleUploadedFile]:
    return [
        SimpleUploadedFile(f"file {number}.txt", text.encode())
        for number, text in enumerate(texts)
    ]


def test_many_files_come_in_and_are_filed(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    teach(20)
    browser = browse(cast.admin)
    texts = [sentence("tender", 700), sentence("lease", 701)]
    answer = browser.post(
        "/documents/upload/",
        {"files": files(*texts)},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 201
    run_jobs()
    first, second = Document.objects.order_by("-pk")[:2]
    page = browser.get(f"/documents/{second.pk}/").content.decode()
    assert "Tender 2027" in page
    assert 'class="for"' in page
    assert "Office lease" in browser.get(f"/documents/{first.pk}/").content.decode()


def test_a_row_is_followed_until_the_model_has_answered(
    cast: Cast, teach: Teach, browse: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading and the answer lies a moment in which somebody may look."""
    teach(20)
    document = upload(cast.admin, sentence("tender", 700))
    browser = browse(cast.admin)
    paths = [f"/documents/{document.pk}/{part}/" for part in ("row", "upload-state")]
    seen: list[str] = []

    def look(version: Version) -> object:
        assert Document.objects.filter(pk=document.pk, status="inbox").exists()
        seen.extend(browser.get(path).content.decode() for path in paths)
        return classify(version)

    classify = classification.classify_version
    monkeypatch.setattr(classification, "classify_version", look)
    run_jobs()
    for page in seen:
        assert "hx-get" in page
        assert "no model has seen it" not in page
    assert len(seen) == len(paths)
    for path in paths:
        assert "hx-get" not in browser.get(path).content.decode()


def test_a_script_in_a_text_stays_a_text(cast: Cast, browse: SignIn) -> None:
    text = "<script>alert(1)</script> договор"
    document = read_document(cast.editor, text, title="<b>Title</b>")
    browser = browse(cast.editor)
    for path in (f"/documents/{document.pk}/", "/documents/?q=договор", "/review/"):
        page = browser.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>Title" not in page


def test_a_person_moves_a_document_and_takes_it_back(
    cast: Cast, browse: SignIn
) -> None:
    document = read_document(cast.editor, "Some words")
    browser = browse(cast.editor)
    path = f"/documents/{document.pk}/"
    browser.post(path + "decide/", {"project": cast.tender.pk, "next": path})
    document.refresh_from_db()
    assert document.project == cast.tender
    browser.post("/documents/undo/")
    document.refresh_from_db()
    assert document.project is None


def test_undo_leaves_alone_what_another_decided_since(
    cast: Cast, browse: SignIn
) -> None:
    document = read_document(cast.editor, "Some words")
    browser = browse(cast.editor)
    browser.post(f"/documents/{document.pk}/decide/", {"project": cast.tender.pk})
    decisions.decide(actor=cast.manager, document=document, project=None)
    answer = browser.post("/documents/undo/")
    assert answer.status_code == 409
    assert "Something else was decided in the meantime." in answer.content.decode()
    again = browser.post("/documents/undo/", follow=True)
    assert "Taken back." not in again.content.decode()


def test_a_button_undoes_its_own_act_and_no_later_one(
    cast: Cast, browse: SignIn
) -> None:
    browser = browse(cast.editor)
    documents = [read_document(cast.editor, f"Words {n}") for n in range(2)]
    keys = []
    for document in documents:
        move = {"project": cast.tender.pk}
        page = browser.post(f"/documents/{document.pk}/decide/", move, follow=True)
        keys += re.findall(r'name="key" value="(\w+)"', page.content.decode())
    refused = browser.post("/documents/undo/", {"key": keys[0]})
    assert refused.status_code == 409
    browser.post("/documents/undo/", {"key": keys[1]})
    placed = Document.objects.filter(project=cast.tender)
    assert list(placed) == documents[:1]


def test_undo_is_offered_beside_its_own_act_alone(cast: Cast, browse: SignIn) -> None:
    document = read_document(cast.editor, "Some words")
    browser = browse(cast.editor)
    path = f"/documents/{document.pk}/"
    moved = browser.post(path + "decide/", {"project": cast.tender.pk}, follow=True)
    assert "/documents/undo/" in moved.content.decode()
    stays = browser.post(path + "decide/", {"project": cast.tender.pk}, follow=True)
    assert "Noted: it stays in Tender 2027." in stays.content.decode()
    renamed = browser.post(path + "title/", {"title": "Other words"}, follow=True)
    assert "Renamed." in renamed.content.decode()
    assert "/documents/undo/" not in renamed.content.decode()


def test_a_file_that_could_not_be_read_is_tried_again(
    cast: Cast, browse: SignIn
) -> None:
    document = read_document(cast.editor, b"", name="empty.txt")
    browser = browse(cast.editor)
    page = browser.get(f"/documents/{document.pk}/").content.decode()
    assert "Read it again" in page
    browser.post(f"/documents/{document.pk}/read-again/")
    document.refresh_from_db()
    assert document.status == DocumentStatus.PROCESSING


def test_number_and_date_of_the_text_are_shown(
    cast: Cast, client_of: ApiClient, browse: SignIn
) -> None:
    document = read_document(cast.editor, "Договор поставки № 114 от 03.02.2027")
    page = browse(cast.editor).get(f"/documents/{document.pk}/").content.decode()
    assert "In its text: No. 114 of 3 February 2027" in page
    shown = client_of(cast.editor).get(f"/api/v1/documents/{document.pk}/").json()
    assert shown["cited_as"] == {"number": "114", "date": "2027-02-03"}
    plain = read_document(cast.editor, "Some words")
    shown = client_of(cast.editor).get(f"/api/v1/documents/{plain.pk}/").json()
    assert shown["cited_as"] == {"number": "", "date": None}


def test_the_same_file_is_told_to_be_there(cast: Cast, browse: SignIn) -> None:
    first, second = (read_document(cast.editor, "Some words") for _ in range(2))
    browser = browse(cast.editor)
    page = browser.get(f"/documents/{second.pk}/").content.decode()
    assert "The same file came in before" in page
    assert f"/documents/{first.pk}/" in page
    first_page = browser.get(f"/documents/{first.pk}/").content.decode()
    assert "The same file came in before" not in first_page


def test_a_mere_suggestion_is_not_undone(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    teach()
    document = read_document(cast.editor, "Some words")
    browser = browse(cast.editor)
    undo = f"/documents/{document.pk}/undo/"
    assert undo not in browser.get(f"/documents/{document.pk}/").content.decode()
    browser.post(f"/documents/{document.pk}/decide/", {"project": cast.tender.pk})
    assert undo in browser.get(f"/documents/{document.pk}/").content.decode()


def test_none_of_these_is_an_answer(cast: Cast, browse: SignIn) -> None:
    document = read_document(cast.editor, "Some words")
    browse(cast.editor).post(f"/documents/{document.pk}/decide/")
    document.refresh_from_db()
    assert document.standing_decision is not None
    assert document.standing_decision.outcome == Outcome.REJECTED


def test_the_trash_gives_back(cast: Cast, browse: SignIn) -> None:
    document = read_document(cast.editor, "One", project=cast.tender)
    browser = browse(cast.editor)
    browser.post(f"/documents/{document.pk}/trash/")
    assert browser.get(f"/documents/{document.pk}/").status_code == 404
    browser.post("/documents/undo/")
    assert browser.get(f"/documents/{document.pk}/").status_code == 200


def test_an_earlier_version_comes_back_as_a_new_one(cast: Cast, browse: SignIn) -> None:
    document = read_document(cast.editor, "The old words", project=cast.tender)
    browser = browse(cast.editor)
    path = f"/documents/{document.pk}/"
    [file] = files("The new words")
    browser.post(path + "versions/", {"file": file, "note": "Better"})
    browser.post(path + "versions/1/restore/")
    run_jobs()
    document.refresh_from_db()
    assert document.current_version is not None
    assert document.current_version.number == 3
    compared = browser.get(path + "compare/?from=2&to=3").content.decode()
    assert "<del>new</del>" in compared
    assert "<ins>old</ins>" in compared


def test_only_what_is_a_picture_is_shown_as_one(cast: Cast, browse: SignIn) -> None:
    page = b"<html><script>alert(1)</script></html>"
    document = read_document(cast.editor, page, name="picture.png")
    browser = browse(cast.editor)
    answer = browser.get(f"/documents/{document.pk}/versions/1/preview/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert document.status == DocumentStatus.FAILED


def test_a_title_tags_and_a_comment(cast: Cast, browse: SignIn) -> None:
    document = read_document(cast.editor, "Words", project=cast.tender)
    browser = browse(cast.editor)
    path = f"/documents/{document.pk}/"
    browser.post(path + "title/", {"title": "\u202eA new\u200b\nname"})
    browser.post(path + "tags/", {"tags": "one, two,, one"})
    browser.post(path + "comments/", {"body": "Look, @viewer"})
    document.refresh_from_db()
    assert (document.title, document.tags) == ("A new name", ["one", "two"])
    comment = document.comments.get()
    assert list(comment.mentions.all()) == [cast.viewer]
    assert "Look, @viewer" in browse(cast.viewer).get("/").content.decode()


def test_a_mail_and_its_attachment_lead_to_each_other(
    cast: Cast, browse: SignIn
) -> None:
    content = make_msg("Rent", "See the plan", [("plan.txt", b"A plan")])
    mail = read_document(cast.editor, content, name="rent.msg")
    attached = mail.attachments.get()
    browser = browse(cast.editor)
    page = browser.get(f"/documents/{mail.pk}/").content.decode()
    assert f'href="/documents/{attached.pk}/"' in page
    page = browser.get(f"/documents/{attached.pk}/").content.decode()
    assert f'href="/documents/{mail.pk}/"' in page


def test_the_trash_has_a_page_that_gives_back_and_administrators_empty(
    cast: Cast, browse: SignIn
) -> None:
    document = read_document(cast.editor, "One", title="A lost page")
    browser = browse(cast.editor)
    browser.post(f"/documents/{document.pk}/trash/")
    page = browser.get("/trash/").content.decode()
    assert "A lost page" in page
    assert "/trash/empty/" not in page
    browser.post(f"/documents/{document.pk}/restore/")
    browser.get("/documents/")  # tells that it is back
    assert "A lost page" not in browser.get("/trash/").content.decode()
    browser.post(f"/documents/{document.pk}/trash/")
    administrator = browse(cast.admin)
    assert "/trash/empty/" in administrator.get("/trash/").content.decode()
    administrator.post("/trash/empty/")
    run_jobs("purge")
    page = administrator.get("/trash/").content.decode()
    assert "Deleted for good" in page
    assert "A lost page" not in page


def test_a_near_copy_is_asked_about(cast: Cast, browse: SignIn) -> None:
    text = " ".join(sentence("lease", seed) for seed in range(3))
    stored = read_document(cast.editor, text, title="The lease")
    came = read_document(cast.editor, f"{text} And a garage.")
    browser = browse(cast.editor)
    path = f"/documents/{came.pk}/"
    page = browser.get(path).content.decode()
    assert "the same as" in page
    assert "The lease" in page
    browser.post(f"{path}likeness/decline/", {"other": stored.pk})
    assert "the same as" not in browser.get(path).content.decode()
    other = read_document(cast.editor, f"{text} And a roof.")
    browser.post(f"/documents/{other.pk}/likeness/accept/", {"other": stored.pk})
    assert stored.versions.count() == 2


def test_a_version_of_another_class_is_a_warning(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    teach(20)
    document = read_document(cast.admin, sentence("tender", 900), project=cast.tender)
    browser = browse(cast.admin)
    path = f"/documents/{document.pk}/"
    [file] = files(sentence("lease", 901))
    browser.post(path + "versions/", {"file": file})
    run_jobs()
    assert "This version looks like" in browser.get(path).content.decode()
    browser.post(path + "decide/", {"project": cast.lease.pk})
    assert "This version looks like" not in browser.get(path).content.decode()


def test_why_a_file_is_not_read_is_told_wherever_it_is_listed(
    cast: Cast, browse: SignIn
) -> None:
    """In the reader's language, not in that of whoever brought it in."""
    read_document(cast.admin, b"", name="empty.txt")
    reader = browse(cast.admin)
    for path in ("/documents/", "/", "/administration/jobs/"):
        assert "The file is empty" in reader.get(path).content.decode()
    reader.cookies["django_language"] = "ru"
    for path in ("/documents/", "/", "/administration/jobs/"):
        assert "Файл пуст" in reader.get(path).content.decode()
