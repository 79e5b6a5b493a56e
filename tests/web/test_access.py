"""Every page × nobody and a stranger: who is not meant to see it, learns nothing."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.web.conftest import SignIn
from tests.web.routes import COLLECTIONS, PUBLIC, STAFF, address, names, things

# Anybody may look at a model, if there is one; anybody may end only their own tokens.
MODELS = {"model", "model-promote", "model-tested", "model-resume"}
OWN = {"revoke-token"}
FRAGMENTS = {"HX-Request": "true"}


def test_a_page_asks_to_sign_in(cast: Cast, client: Client) -> None:
    about = things(cast)
    for name in set(names()) - PUBLIC - MODELS:
        for method in ("get", "post"):
            answer = getattr(client, method)(address(name, about))
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/sign-in/"), name


def test_a_stranger_finds_nothing_of_others(cast: Cast, browse: SignIn) -> None:
    about = things(cast)
    browser = browse(cast.stranger)
    for name in set(names()) - PUBLIC - COLLECTIONS - STAFF - MODELS - OWN:
        answers = [getattr(browser, m)(address(name, about)) for m in ("get", "post")]
        codes = {answer.status_code for answer in answers}
        assert codes <= {404, 405}, (name, codes)
        assert 404 in codes, (name, codes)


def test_administration_is_for_administrators(cast: Cast, browse: SignIn) -> None:
    about = things(cast)
    browser = browse(cast.manager)
    for name in STAFF:
        answers = [
            getattr(browser, m)(address(name, about), {"name": "A topic"})
            for m in ("get", "post")
        ]
        codes = {answer.status_code for answer in answers}
        assert codes <= {403, 405}, (name, codes)
        assert 403 in codes, (name, codes)


@pytest.mark.parametrize("page", ["documents", "projects", "tasks", "palette", "home"])
def test_lists_and_searches_are_silent_about_others(
    cast: Cast, browse: SignIn, page: str
) -> None:
    about = things(cast)
    browser = browse(cast.stranger)
    for query in ("", "?q=протокол", "?q=Tender", "?q=Check&whose=all", "?whose=all"):
        text = browser.get(address(page, about) + query).content.decode()
        assert "Tender 2027" not in text
        assert "Протокол" not in text
        assert "Check the lot" not in text


def test_a_failure_of_a_script_is_a_sentence(cast: Cast, browse: SignIn) -> None:
    about = things(cast)
    answer = browse(cast.viewer).post(
        address("document-trash", about), headers=FRAGMENTS
    )
    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/plain")


def test_no_page_allows_inline_scripts(cast: Cast, browse: SignIn) -> None:
    policy = browse(cast.editor).get("/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "script-src 'self' 'nonce-" in policy


def test_another_site_cannot_post(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.editor)
    assert browser.post("/documents/upload/").status_code == 403
