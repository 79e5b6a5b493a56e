import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.management.console import ProductCommand, counted
from core.models import User
from core.services.arrivals import folder_import
from core.services.arrivals.folder_files import BadRow
from core.services.arrivals.folder_import import FolderReport

MOST_SHOWN = 50
LOOK_EVERY = 0.5  # seconds


class Command(ProductCommand):
    help = (
        "Take in every file below a folder, as uploads. Run it again to go on where it "
        "stopped: what is there already is not added twice."
    )
    account = "import"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--projects-from-folders",
            action="store_true",
            help="Put the files of a sub-folder into the project of its name or key.",
        )
        parser.add_argument(
            "--wait",
            action="store_true",
            help="Wait until the workers have read all of them.",
        )

    def act(self, actor: User, options: dict[str, Any]) -> None:
        folder: Path = options["folder"]
        by_folder = options["projects_from_folders"]
        with counted("Importing", folder_import.count_files(folder)) as advance:
            report = folder_import.import_folder(
                actor=actor,
                folder=folder,
                place=folder_import.by_folder(actor)
                if by_folder
                else folder_import.into_inbox,
                on_progress=advance,
            )
        if options["wait"]:
            _wait(report)
        self._print(report)

    def _print(self, report: FolderReport) -> None:
        self.stdout.write(
            f"{report.added} documents added, {report.known} were there already, "
            f"{len(report.bad)} files could not be taken."
        )
        self._list(report.bad)
        if waiting := folder_import.waiting(report):
            self.stdout.write(f"{waiting} wait for a worker to read them.")
        if unread := folder_import.unread(report):
            self.stdout.write(f"{len(unread)} could not be read:")
            self._list(unread)

    def _list(self, rows: list[BadRow]) -> None:
        for row in rows[:MOST_SHOWN]:
            self.stdout.write(f"  {row.place}: {row.reason}")
        if len(rows) > MOST_SHOWN:
            self.stdout.write(f"  and {len(rows) - MOST_SHOWN} more")


def _wait(report: FolderReport) -> None:
    left = folder_import.waiting(report)
    with counted("Reading", left) as advance:
        while left:
            time.sleep(LOOK_EVERY)
            now = folder_import.waiting(report)
            advance(left - now)
            left = now
