"""Every page that can be looked at: it renders, in both languages, with few queries."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import TrainedModel, User
from core.services import decisions, tasks
from tests.cast import Cast, read_document
from tests.teaching import Teach, sentence
from tests.web.conftest import SignIn
from tests.web.routes import Things, address, things

MOST_QUERIES = 15

# What each page asks of the database; a change is a decision, not an accident.
QUERIES = {
    "home": 10,
    "review": 10,
    "documents": 9,
    "document": 15,
    "document-compare": 12,
    "batches": 7,
    "batch": 14,
    "classify-again": 5,
    "trash": 8,
    "projects": 6,
    "project-new": 5,
    "project": 8,
    "project-board": 7,
    "project-quality": 10,
    "project-settings": 12,
    "tasks": 6,
    "task-new": 5,
    "task": 15,
    "models": 10,
    "model": 10,
    "model-tested": 10,
    "model-resume": 10,
    "live-truth": 8,
    "drift": 7,
    "suspects": 10,
    "notifications": 6,
    "profile": 6,
    "password-change": 2,
    "users": 6,
    "user": 6,
    "user-new": 4,
    "audit": 6,
    "jobs": 6,
    "system": 14,
}


@pytest.fixture
def about(cast: Cast, teach: Teach) -> Things:
    """A house with something of everything, and a model."""
    teach(16)
    found = things(cast)
    waiting = read_document(cast.admin, sentence("tender", 900), title="A question")
    decisions.decide(actor=cast.admin, document=waiting, project=None)
    read_document(cast.admin, "Совсем о другом", title="Another")
    for number in range(3):
        values = {"title": f"Task {number}", "assignee": cast.editor}
        tasks.create_task(actor=cast.editor, project=cast.tender, values=values)
    return found


def path_of(name: str, about: Things, cast: Cast) -> str:
    if name in {"model", "model-tested", "model-resume"}:
        return reverse(f"web:{name}", args=[_champion()])
    query = "?from=1&to=1" if name == "document-compare" else ""
    return address(name, about) + query


def _champion() -> int:
    return TrainedModel.objects.get().pk


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_renders(
    cast: Cast, about: Things, browse: SignIn, language: str
) -> None:
    browser = browse(cast.admin)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for name in QUERIES:
        answer = browser.get(path_of(name, about, cast))
        assert answer.status_code == 200, name
        assert f'<html lang="{language}"' in answer.content.decode(), name


def test_pages_ask_little(cast: Cast, about: Things, browse: SignIn) -> None:
    browser = browse(cast.admin)
    browser.get("/")  # what a process asks once
    browser.get(path_of("document", about, cast))
    for name, most in QUERIES.items():
        with CaptureQueriesContext(connection) as asked:
            browser.get(path_of(name, about, cast))
        sql = "\n".join(query["sql"][:300] for query in asked.captured_queries)
        assert len(asked) <= most <= MOST_QUERIES, f"{name}: {len(asked)}\n{sql}"


def test_a_longer_list_asks_no_more(cast: Cast, about: Things, browse: SignIn) -> None:
    browser = browse(cast.admin)
    for name in ("documents", "review", "project", "tasks", "home"):
        path = path_of(name, about, cast)
        before = _count(browser, path)
        for number in range(4):
            read_document(cast.admin, f"Текст {number} {name}", project=cast.tender)
        assert _count(browser, path) <= before, name


def _count(browser: object, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get(path)  # type: ignore[attr-defined]
    return len(asked)


def test_nothing_is_there_yet(db: None, browse: SignIn) -> None:
    newcomer = User.objects.create_user("newcomer", password="newcomer-pw-1")
    browser = browse(newcomer)
    for path in ("/", "/documents/", "/review/", "/projects/", "/tasks/", "/models/"):
        assert browser.get(path).status_code == 200, path
    assert "No model serves yet" in browser.get("/models/").content.decode()
