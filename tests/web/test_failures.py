"""Failures that no page raised: a page for a browser, a sentence for a script of ours."""

from django.test import Client, RequestFactory

from tests.cast import Cast, read_document
from tests.web.conftest import SignIn
from unidoc.urls import handler500

FRAGMENT = {"HX-Request": "true"}


def test_an_old_page_is_told_what_to_do(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.editor)
    page = browser.post("/documents/upload/")
    assert page.status_code == 403
    assert "<h1>This page was open for too long.</h1>" in page.content.decode()
    place = {"Referer": "http://testserver/documents/?q=act"}
    again = browser.post("/documents/upload/", headers=place)
    assert 'href="/documents/?q=act"' in again.content.decode()
    told = browser.post("/documents/upload/", headers=FRAGMENT)
    assert (told.status_code, told["Content-Type"]) == (403, "text/plain")
    assert told.content.decode().startswith("This page was open for too long. Nothing")


def test_what_broke_is_a_sentence_for_a_script() -> None:
    told = handler500(RequestFactory().get("/documents/1/row/", headers=FRAGMENT))
    assert (told.status_code, told["Content-Type"]) == (500, "text/plain")
    page = handler500(RequestFactory().get("/documents/1/"))
    assert page.content.startswith(b"<!doctype html>")


def test_what_no_text_may_hold_breaks_nothing(cast: Cast, browse: SignIn) -> None:
    browser = browse(cast.admin)
    document = read_document(cast.admin, "Some words")
    for path in ("/administration/?q=%00", "/palette/?q=%00", "/documents/?q=%00"):
        assert browser.get(path).status_code == 200, path
    title = {"title": "Other\0 words"}
    assert browser.post(f"/documents/{document.pk}/title/", title).status_code == 302
    document.refresh_from_db()
    assert document.title == "Other words"


def test_a_script_s_fragment_is_not_kept_for_the_page(
    cast: Cast, browse: SignIn
) -> None:
    for headers in ({}, FRAGMENT):
        answer = browse(cast.editor).get("/documents/", headers=headers)
        assert "HX-Request" in answer["Vary"]


def test_a_script_learns_that_its_reader_is_signed_out(
    cast: Cast, client: Client
) -> None:
    document = read_document(cast.editor, "Some words")
    told = client.post(f"/review/{document.pk}/answer/", headers=FRAGMENT)
    assert (told.status_code, told["Content-Type"]) == (401, "text/plain")
    assert told.content.decode().startswith("You are signed out, so nothing was saved.")


def test_after_signing_in_one_is_back_where_the_form_stood(
    cast: Cast, client: Client
) -> None:
    document = read_document(cast.editor, "Some words")
    page = f"/documents/{document.pk}/"
    for came_from, place in (
        (f"http://testserver{page}?view=text", f"{page}%3Fview%3Dtext"),
        ("https://elsewhere.example/", "/"),
    ):
        answer = client.post(f"{page}comments/", headers={"Referer": came_from})
        assert answer["Location"] == f"/sign-in/?next={place}"


def test_where_a_form_is_sent_a_page_says_that_there_is_none(
    cast: Cast, browse: SignIn
) -> None:
    answer = browse(cast.editor).get("/documents/upload/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "There is nothing at this address." in answer.content.decode()
