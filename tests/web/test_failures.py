"""Failures that no page raised: a page for a browser, a sentence for a script of ours."""

from django.test import Client, RequestFactory

from tests.cast import Cast
from unidoc.urls import handler500

FRAGMENT = {"HX-Request": "true"}


def test_an_old_page_is_told_what_to_do(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.editor)
    page = browser.post("/documents/upload/")
    assert page.status_code == 403
    assert "<h1>This page was open for too long.</h1>" in page.content.decode()
    told = browser.post("/documents/upload/", headers=FRAGMENT)
    assert (told.status_code, told["Content-Type"]) == (403, "text/plain")
    assert told.content.decode().startswith("This page was open for too long. Nothing")


def test_what_broke_is_a_sentence_for_a_script() -> None:
    told = handler500(RequestFactory().get("/documents/1/row/", headers=FRAGMENT))
    assert (told.status_code, told["Content-Type"]) == (500, "text/plain")
    page = handler500(RequestFactory().get("/documents/1/"))
    assert page.content.startswith(b"<!doctype html>")
