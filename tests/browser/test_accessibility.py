"""axe-core finds nothing serious on any page, in the light and in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visit
from tests.cast import Cast, read_document
from tests.teaching import Teach, sentence
from tests.web.routes import things
from tests.web.test_pages import QUERIES, path_of

pytestmark = pytest.mark.django_db(transaction=True)

GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(
    cast: Cast, teach: Teach, visit: Visit, scheme: str
) -> None:
    teach(16)
    about = things(cast)
    read_document(cast.admin, sentence("tender", 900), title="A question")
    paths = {name: path_of(name, about, cast) for name in QUERIES}
    found = _violations(visit(cast.admin, color_scheme=scheme), paths)
    found |= _violations(visit(color_scheme=scheme), {"sign-in": "/sign-in/"})
    assert found == {}


def _violations(page: object, paths: dict[str, str]) -> dict[str, list[str]]:
    found = {}
    for name, path in paths.items():
        page.goto(path)  # type: ignore[attr-defined]
        answer = Axe().run(page)
        grave = [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in answer.response["violations"]
            if one["impact"] in GRAVE
            for node in one["nodes"]
        ]
        if grave:
            found[name] = grave
    return found
