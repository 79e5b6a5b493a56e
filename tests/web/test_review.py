from core.models import Document
from tests.cast import Cast, read_document
from tests.teaching import Teach, sentence
from tests.web.conftest import SignIn

FRAGMENT = {"HX-Request": "true"}


def test_an_answer_files_and_the_next_comes(cast: Cast, browse: SignIn) -> None:
    first, second = (read_document(cast.editor, f"Text {n}") for n in range(2))
    browser = browse(cast.editor)
    page = browser.get("/review/").content.decode()
    assert f'data-document="{first.pk}"' in page
    assert f'data-document="{second.pk}"' in page  # the next one is there already
    answer = browser.post(
        f"/review/{first.pk}/answer/", {"project": cast.tender.pk}, headers=FRAGMENT
    )
    assert answer.content.decode() == "Tender 2027"
    following = browser.get(f"/review/next/?not={second.pk}", headers=FRAGMENT)
    assert following.status_code == 204
    again = browser.post(f"/review/{first.pk}/undo/", headers=FRAGMENT)
    assert f'data-document="{first.pk}"' in again.content.decode()
    assert Document.objects.get(pk=first.pk).project is None


def test_without_scripts_a_form_leads_on(cast: Cast, browse: SignIn) -> None:
    document = read_document(cast.editor, "Text")
    answer = browse(cast.editor).post(f"/review/{document.pk}/answer/")
    assert (answer.status_code, answer["Location"]) == (302, "/review/")


def test_nobody_files_where_they_may_not(cast: Cast, browse: SignIn) -> None:
    document = read_document(cast.viewer, "Text")
    browser = browse(cast.viewer)
    path = f"/review/{document.pk}/answer/"
    assert browser.post(path, {"project": cast.tender.pk}).status_code == 403
    assert browser.post(path, {"project": cast.lease.pk}).status_code == 404


def test_the_second_of_two_reviewers_learns_that_it_is_answered(
    cast: Cast, browse: SignIn
) -> None:
    document = read_document(cast.editor, "Text")
    path = f"/review/{document.pk}/answer/"
    first, second = browse(cast.editor), browse(cast.admin)
    assert 'name="seen" value="0"' in first.get("/review/").content.decode()
    filed = {"project": cast.tender.pk, "seen": 0}
    assert first.post(path, filed, headers=FRAGMENT).status_code == 200
    told = second.post(path, {"seen": 0}, headers=FRAGMENT)
    assert told.status_code == 409
    assert told.content.decode() == "Something else was decided in the meantime."
    # What did arrive may be sent once more.
    assert first.post(path, filed, headers=FRAGMENT).status_code == 200
    document.refresh_from_db()
    assert document.project == cast.tender


def test_undo_takes_back_nobody_else_s_answer(cast: Cast, browse: SignIn) -> None:
    document = read_document(cast.editor, "Text")
    answer, undo = (f"/review/{document.pk}/{act}/" for act in ("answer", "undo"))
    first, second = browse(cast.editor), browse(cast.admin)
    first.post(answer)
    assert second.post(undo, headers=FRAGMENT).status_code == 409
    second.post(answer, {"project": cast.tender.pk})
    told = first.post(undo, headers=FRAGMENT)
    assert told.status_code == 409
    assert told.content.decode() == "Something else was decided in the meantime."
    document.refresh_from_db()
    assert document.project == cast.tender


def test_the_end_is_told(cast: Cast, browse: SignIn) -> None:
    assert (
        "Nothing waits for you" in browse(cast.editor).get("/review/").content.decode()
    )


def test_the_last_answer_can_be_undone_at_the_end_too(
    cast: Cast, browse: SignIn
) -> None:
    document = read_document(cast.editor, "Text")
    browser = browse(cast.editor)
    browser.post(f"/review/{document.pk}/answer/", {"project": cast.tender.pk})
    undo = f"/review/{document.pk}/undo/"
    assert undo in browser.get("/review/").content.decode()
    browser.post(undo)
    assert f'data-document="{document.pk}"' in browser.get("/review/").content.decode()


def test_after_very_many_the_one_on_the_screen_does_not_come_again(
    cast: Cast, browse: SignIn
) -> None:
    shown = read_document(cast.editor, "Text")
    seen = ",".join(map(str, [*range(10_000, 10_600), shown.pk]))
    answer = browse(cast.editor).get(f"/review/next/?not={seen}", headers=FRAGMENT)
    assert answer.status_code == 204


def test_a_number_too_long_for_an_id_is_left_out(cast: Cast, browse: SignIn) -> None:
    browser, long = browse(cast.editor), "9" * 5_000
    assert browser.get(f"/review/next/?not={long}").status_code == 204
    chosen = {"act": "trash", "document": long}
    assert browser.post("/documents/batch/", chosen).status_code < 500


def test_words_are_marked_for_the_first_project_offered_alone(
    cast: Cast, teach: Teach, browse: SignIn
) -> None:
    """The editor sees nothing of the lease, which these words speak for."""
    teach(12)
    document = read_document(cast.editor, sentence("lease", 700))
    for path in ("/review/", f"/documents/{document.pk}/"):
        page = browse(cast.editor).get(path).content.decode()
        assert "landlord" in page
        assert 'class="for"' not in page
    assert 'class="for"' in browse(cast.admin).get("/review/").content.decode()
