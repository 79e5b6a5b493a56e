from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.management.console import ProductCommand, counted
from core.models import User
from core.services.arrivals.corpus_files import count_rows
from core.services.arrivals.imports import ImportReport, import_corpus

MOST_SHOWN = 20


class Command(ProductCommand):
    help = (
        "Import labelled documents from JSONL (also .gz), CSV (also .gz) or a folder of "
        "folders. Columns: text, label (the project), optional title and split (train or test)."
    )
    account = "import"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", type=Path, help="A corpus file or folder.")

    def act(self, actor: User, options: dict[str, Any]) -> None:
        path: Path = options["path"]
        total = count_rows(path) if path.exists() else 0
        with counted("Importing", total) as advance:
            report = import_corpus(actor=actor, path=path, on_progress=advance)
        self._print(report)

    def _print(self, report: ImportReport) -> None:
        self.stdout.write(
            f"{report.added} documents added, {report.known} were there already, "
            f"{len(report.bad)} rows could not be taken."
        )
        for row in report.bad[:MOST_SHOWN]:
            self.stdout.write(f"  {row.place}: {row.reason}")
        if len(report.bad) > MOST_SHOWN:
            self.stdout.write(f"  and {len(report.bad) - MOST_SHOWN} more")
