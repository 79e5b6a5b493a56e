"""axe-core finds nothing serious on any page, light or dark; none is wider than a phone."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Visit
from tests.cast import Cast, read_document
from tests.teaching import Teach, sentence
from tests.web.routes import things
from tests.web.test_pages import QUERIES, path_of

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Axe().axe_script
GRAVE = {"serious", "critical"}
# In the dark nothing but the colours is another.
SCHEMES: dict[Literal["light", "dark"], dict[str, list[str]]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
# The first is a page of 1280 px at 400 %, which WCAG 1.4.10 asks for.
# The second is a window of 1360 px at 200 %.
NARROW: list[ViewportSize] = [
    {"width": 320, "height": 640},
    {"width": 680, "height": 430},
]
STICKING_OUT = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
    .filter((one) => !one.closest(".scroll, .board, .tabs"))
    .slice(0, 8)
    .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)
    .concat(`${root.scrollWidth} px`);
}"""


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
        page.evaluate(AXE)  # once for both: half a megabyte to read
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            if grave := _grave(page, rules):
                found[f"{name}, {scheme}"] = grave
        if wide := _sticking_out(page):
            found[f"{name}, narrow"] = wide
    return found


def _sticking_out(page: Page) -> list[str]:
    """What is wider than a narrow screen, where the page can be scrolled sideways."""
    before = page.viewport_size
    wide: list[str] = []
    for size in NARROW:
        page.set_viewport_size(size)
        wide += page.evaluate(STICKING_OUT)
    if before is not None:
        page.set_viewport_size(before)
    return wide


def _grave(page: Page, rules: dict[str, list[str]]) -> list[str]:
    found = page.evaluate("rules => axe.run(rules)", rules)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
