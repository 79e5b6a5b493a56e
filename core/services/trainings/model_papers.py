"""A model's report and card as files, without the projects that the reader may not see."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.models import TrainedModel, User
from core.selectors.models import shown_report
from unidoc.ml.report import Report
from unidoc.ml.report_page import Language, html_page, model_card


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to download."""

    name: str
    media_type: str
    content: str


def paper(user: User, model: TrainedModel, kind: str, language: Language) -> Paper:
    """The paper of one of `KINDS` in a language."""
    media_type, suffix, write = KINDS[kind]
    report = Report.from_json(json.dumps(shown_report(user, model)))
    name = f"model-{model.pk}-{kind}.{language}.{suffix}"
    return Paper(name, media_type, write(report, language))


def _as_json(report: Report, language: Language) -> str:
    return report.to_json()


KINDS: Mapping[str, tuple[str, str, Callable[[Report, Language], str]]] = {
    "page": ("text/html", "html", html_page),
    "card": ("text/markdown", "md", model_card),
    "data": ("application/json", "json", _as_json),
}
