"""A report and its pictures as the files that are kept beside a model."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from unidoc.ml.report import Report
from unidoc.ml.report_page import Language, html_page, model_card, pictures


def write_files(report: Report, folder: Path) -> None:
    """Fill a folder: JSON, pages, class report, confusion matrix, pictures."""
    texts = {
        "report.json": report.to_json(),
        "class_report.json": _class_report(report),
        **{
            f"report.{name}.html": html_page(report, name)
            for name in get_args(Language)
        },
        **{
            f"model_card.{name}.md": model_card(report, name)
            for name in get_args(Language)
        },
        **{f"plots/{name}.svg": svg for name, svg in pictures(report).items()},
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _write_confusion(report, folder / "confusion_matrix.csv")


def _class_report(report: Report) -> str:
    rows = {project.project: asdict(project) for project in report.projects}
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _write_confusion(report: Report, path: Path) -> None:
    """Only the cells that are not zero: 150 projects would have 22,500."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["true", "predicted", "count"])
        writer.writerows(
            (cell.true, cell.predicted, cell.count) for cell in report.confusion
        )
