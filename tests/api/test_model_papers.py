"""A model's report and card as downloads, and its figures for monitoring."""

import json

import pytest

from tests.cast import Cast, Client
from tests.teaching import Teach


@pytest.mark.parametrize(
    ("query", "media_type", "words"),
    [
        ("", "text/html", "<html"),
        ("?language=ru", "text/html", 'lang="ru"'),
        ("?kind=card&language=ru", "text/markdown", "# "),
    ],
)
def test_papers(
    cast: Cast,
    client_of: Client,
    teach: Teach,
    query: str,
    media_type: str,
    words: str,
) -> None:
    url = f"/api/v1/models/{teach(16).pk}/report/"
    answer = client_of(cast.admin).get(url + query)
    assert answer["Content-Type"].startswith(media_type)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert words in answer.content.decode()


def test_papers_hide_foreign_projects(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    url = f"/api/v1/models/{teach(16).pk}/report/"
    for kind in ("page", "card", "data"):
        text = client_of(cast.editor).get(f"{url}?kind={kind}").content.decode()
        assert cast.lease.key not in text
        assert cast.tender.key in text
    report = json.loads(client_of(cast.admin).get(f"{url}?kind=data").content)
    assert {one["project"] for one in report["projects"]} == {
        cast.tender.key,
        cast.lease.key,
    }


@pytest.mark.parametrize("kind", ["page", "card", "data"])
def test_papers_are_there_for_who_sees_no_project(
    cast: Cast, client_of: Client, teach: Teach, kind: str
) -> None:
    url = f"/api/v1/models/{teach(16).pk}/report/?kind={kind}"
    answer = client_of(cast.reviewer).get(url)
    assert answer.status_code == 200
    assert cast.tender.key not in answer.content.decode()


def test_an_unknown_paper_is_refused(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    url = f"/api/v1/models/{teach(16).pk}/report/"
    assert client_of(cast.admin).get(f"{url}?kind=poem").status_code == 400
    assert client_of(cast.admin).get(f"{url}?page=1").status_code == 400
