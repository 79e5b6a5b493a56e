"""A report for people: a self-contained HTML page, pictures, a model card."""

from __future__ import annotations

import json
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from unidoc.ml.charts import confusion_chart, coverage_chart, reliability_chart
from unidoc.ml.report import ConfusionCell, ProjectScore, Report

Language = Literal["en", "ru"]

_TEMPLATES = Path(__file__).parent / "templates"
_MISTAKES_SHOWN = 30
_NOTHING = "—"
_MARKDOWN = str.maketrans(
    {"&": "&amp;", "<": "&lt;", "|": "\\|", "`": "\\`", "[": "\\["}
)
_CHARTS = {
    "coverage": coverage_chart,
    "reliability": reliability_chart,
    "confusion": confusion_chart,
}


def html_page(report: Report, language: Language = "en") -> str:
    """One HTML file without scripts or outside links; everything in it is escaped."""
    return _render("report.html.j2", report, language)


def model_card(report: Report, language: Language = "en") -> str:
    """What the model is for, where it comes from, how good it is: Markdown."""
    return _render("model_card.md.j2", report, language)


def pictures(report: Report, language: Language = "en") -> dict[str, str]:
    """The page's charts as SVG files: coverage, reliability, confusion."""
    macros: Any = _environment(language).get_template("charts.j2").module
    texts = _texts(language)
    return {
        name: str(getattr(macros, name)(chart(report), texts))
        for name, chart in _CHARTS.items()
    }


def _render(template: str, report: Report, language: Language) -> str:
    charts = {name: chart(report) for name, chart in _CHARTS.items()}
    return (
        _environment(language)
        .get_template(template)
        .render(
            report=report,
            t=_texts(language),
            language=language,
            weakest_first=_weakest_first(report),
            mistakes=_mistakes(report),
            over_budget=_over_budget(report),
            **charts,
        )
    )


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(disabled_extensions=("md.j2",), default=True),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["share"] = partial(_share, language)
    environment.filters["number"] = partial(_number, language)
    environment.filters["cell"] = _cell
    return environment


@cache
def _texts(language: Language) -> dict[str, Any]:
    path = _TEMPLATES / f"texts.{language}.json"
    texts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return texts


def _share(language: Language, value: float | None, places: int = 1) -> str:
    """A fraction of 1 as a percentage in the language's manner."""
    if value is None:
        return _NOTHING
    sign = "\N{NO-BREAK SPACE}%" if language == "ru" else "%"
    return _number(language, value * 100, places) + sign


def _number(language: Language, value: float, places: int) -> str:
    text = f"{value:.{places}f}"
    return text.replace(".", ",") if language == "ru" else text


def _cell(text: str) -> str:
    """Text made harmless inside a Markdown table."""
    return " ".join(text.translate(_MARKDOWN).split())


def _weakest_first(report: Report) -> list[ProjectScore]:
    return sorted(report.projects, key=lambda project: (project.f1, project.project))


def _mistakes(report: Report) -> list[ConfusionCell]:
    wrong = [cell for cell in report.confusion if cell.true != cell.predicted]
    return sorted(wrong, key=lambda cell: -cell.count)[:_MISTAKES_SHOWN]


def _over_budget(report: Report) -> bool:
    error, budget = report.filing.error, report.facts.error_budget
    return error is not None and budget is not None and error > budget
