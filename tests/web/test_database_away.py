"""PostgreSQL goes away while people are at work: they are told to come again."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from tests.cast import Cast
from tests.servers import free_port
from tests.web.conftest import SignIn


@pytest.fixture
def browser(transactional_db: None, cast: Cast, browse: SignIn) -> Iterator[Client]:
    """Signed in; since then nobody listens where the database was."""
    client = browse(cast.editor)
    client.raise_request_exception = False
    there = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT=str(free_port()))
    yield client
    connection.settings_dict.update(there)


def test_everybody_is_told_to_come_again(browser: Client) -> None:
    for path in ("/documents/", "/", "/no/such/page/", "/admin/"):
        page = browser.get(path)
        assert page.status_code == 503, path
        assert page["Retry-After"] == "10"
        assert f'<a href="{path}">Try again' in page.content.decode()
        assert "База данных не отвечает." in page.content.decode()
    form = browser.post("/documents/upload/", headers={"Accept-Language": "ru"})
    assert form.status_code == 503
    for language, words in (("en", "does not answer"), ("ru", "не отвечает")):
        headers = {"HX-Request": "true", "Accept-Language": language}
        told = browser.get("/palette/?q=lease", headers=headers)
        assert (told.status_code, told["Content-Type"]) == (503, "text/plain")
        assert words in told.content.decode()
    problem = browser.get("/api/v1/documents/")
    assert (problem.status_code, problem["Retry-After"]) == (503, "10")
    assert problem.json()["code"] == "database-away"
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/readyz").json()["database"] == "failed"
