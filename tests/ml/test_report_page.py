from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest

import unidoc.ml.report_page as page
from tests.ml.reports import answer, report, sample
from unidoc.ml.evaluation import HeldOut, evaluate
from unidoc.ml.report_page import Language, html_page, model_card, pictures

VOID = {"meta", "br", "link", "img", "hr", "input"}
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Outline(HTMLParser):
    """Collects tags, text and links, and checks that every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [v or "" for k, v in attrs if k in {"src", "href", "action"}]
        assert not [k for k, _ in attrs if k.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone(language: Language) -> None:
    found = outline(html_page(report(), language))
    assert "script" not in found.tags
    assert found.links == []
    assert {"table", "svg"} <= found.tags
    assert "<script>alert(1)</script>" in found.text, "shown as text"


def test_each_language_writes_numbers_its_own_way() -> None:
    measured = replace(report(), accuracy=0.9371)
    assert "93.7%" in html_page(measured, "en")
    assert "93,7\N{NO-BREAK SPACE}%" in html_page(measured, "ru")


def test_both_languages_say_the_same_things() -> None:
    folder = Path(page.__file__).parent / "templates"
    one, other = (
        json.loads((folder / f"texts.{language}.json").read_text())
        for language in LANGUAGES
    )
    assert one.keys() == other.keys()
    for key in ("methods", "kinds"):
        assert one[key].keys() == other[key].keys()
    assert len(one["card_limits"]) == len(other["card_limits"])


def test_a_broken_budget_is_said() -> None:
    measured = report()
    strict = replace(measured, facts=replace(measured.facts, error_budget=0.001))
    assert "exceeded" in html_page(strict)
    lenient = replace(measured, facts=replace(measured.facts, error_budget=0.9))
    assert "exceeded" not in html_page(lenient)


def test_a_model_that_files_nothing_and_errs_nowhere() -> None:
    documents = [HeldOut("a", "en", 10), HeldOut("b", "en", 10)]
    answers = [answer("a", 0.5, filed=False), answer("b", 0.5, filed=False)]
    found = outline(html_page(evaluate(documents, answers)))
    assert "—" in found.text
    assert "No document was put into a wrong project." in found.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_well_formed(language: Language) -> None:
    drawn = pictures(report(), language)
    assert set(drawn) == {"coverage", "reliability", "confusion"}
    for text in drawn.values():
        root = ET.fromstring(text)  # noqa: S314 - our own
        assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_many_projects_are_drawn() -> None:
    labels = [f"p{number % 150}" for number in range(3000)]
    answers = [answer(label, 0.9, filed=True) for label in labels]
    html = html_page(evaluate([HeldOut(name, "en", 9) for name in labels], answers))
    assert len(html) < 200_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_model_card_is_safe_markdown(language: Language) -> None:
    documents, answers = sample(40)
    evil = "x | y\n# [click](http://evil) <img>"
    documents[0] = replace(documents[0], label=evil)
    card = model_card(evaluate(documents, answers), language)
    assert "<img" not in card
    assert "\n# [click]" not in card
    assert "x \\| y # \\[click](http://evil)" in card
