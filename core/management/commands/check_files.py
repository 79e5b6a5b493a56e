from typing import Any

from django.core.management.base import CommandError

from core.management.console import QuickCommand, counted
from core.services.storage import file_check
from core.services.storage.file_check import Fault, FileReport

FOUND_FAULTS = 1


class Command(QuickCommand):
    help = (
        "Read every original and compare it with its hash; find missing and orphaned ones. "
        "Ends with 1 when there is a fault."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with counted("Checking files", file_check.count()) as advance:
            report = file_check.check(advance)
        self.stdout.write(f"{report.sound} originals are what they were.")
        self._list("damaged", report.damaged)
        self._list("missing", report.missing)
        for key in report.orphaned:
            self.stdout.write(f"orphaned: {key}, no version names it")
        if not report.ok:
            raise CommandError(_summary(report), returncode=FOUND_FAULTS)

    def _list(self, word: str, faults: list[Fault]) -> None:
        for fault in faults:
            self.stdout.write(f"{word}: {fault.key}, {fault.reason}")
            for version in fault.versions:
                self.stdout.write(f"  {version}")


def _summary(report: FileReport) -> str:
    return (
        f"{len(report.damaged)} damaged, {len(report.missing)} missing, "
        f"{len(report.orphaned)} orphaned. Damaged and missing ones are in a backup, if you "
        "have one; `manage.py restore` never replaces a file, so copy them by hand."
    )
