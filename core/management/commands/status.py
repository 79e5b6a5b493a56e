import json
from typing import Any

from django.core.management.base import CommandParser

from core.management.console import QuickCommand
from core.selectors.status import status


class Command(QuickCommand):
    help = "What the archive holds and which model serves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        shown = status()
        if options["json"]:
            self.stdout.write(json.dumps(shown))
            return
        model = shown["model"]
        self.stdout.write(
            f"{shown['documents']} documents in {shown['projects']} projects"
        )
        self.stdout.write(f"model {model['number']}" if model else "no model yet")
