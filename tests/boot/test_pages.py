"""The pages for operators name what is there."""

import re
from pathlib import Path

import pytest

from unidoc.env import ROOT

PAGES = sorted((ROOT / "docs" / "operations").glob("*.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
FILE = re.compile(r"`((?:core|unidoc|tests|deploy|terraform|docs)/[\w./-]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_files_are_there(page: Path) -> None:
    text = page.read_text()
    linked = [page.parent / target for target in LINK.findall(text)]
    named = [ROOT / target for target in FILE.findall(text)]
    assert [path for path in (*linked, *named) if not path.exists()] == []
