"""axe-core finds nothing serious on any page, in the light and in the dark."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.cast import Cast, read_document
from tests.teaching import Teach, sentence
from tests.web.routes import things
from tests.web.test_pages import QUERIES, path_of

pytestmark = pytest.mark.django_db(transaction=True)

GRAVE = {"serious", "critical"}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def test_no_page_shuts_anybody_out(cast: Cast, teach: Teach, visit: Visit) -> None:
    teach(16)
    about = things(cast)
    read_document(cast.admin, sentence("tender", 900), title="A question")
    paths = {name: path_of(name, about, cast) for name in QUERIES}
    found = _violations(visit(cast.admin), paths)
    found |= _violations(visit(), {"sign-in": "/sign-in/"})
    assert found == {}


def _violations(page: Page, paths: dict[str, str]) -> dict[str, list[str]]:
    found = {}
    for name, path in paths.items():
        page.goto(path)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            if grave := _grave(page):
                found[f"{name}, {scheme}"] = grave
    return found


def _grave(page: Page) -> list[str]:
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
