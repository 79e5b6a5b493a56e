import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.management.console import QuickCommand
from core.models import DriftLook
from core.selectors.drift import looks
from core.services.champion.drift import look_if_due

DRIFTED = 3


class Command(QuickCommand):
    help = "Look for drift when a look is due; ends with 3 when the newest look alarms."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", type=Path, help="Leave the look here as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        newest = look_if_due() or looks().first()
        report = _report(newest)
        if options["report"]:
            options["report"].write_text(
                json.dumps(report, ensure_ascii=False, indent=1)
            )
        if newest is not None and newest.alarm:
            words = ", ".join(map(str, newest.words[:10]))
            raise CommandError(
                f"The documents have drifted: {words}", returncode=DRIFTED
            )
        seen = f"{newest.documents} documents" if newest else "too few documents yet"
        self.stdout.write(f"No drift ({seen}).")


def _report(look: DriftLook | None) -> dict[str, object]:
    if look is None:
        return {"looked": False}
    return {
        "looked": True,
        "alarm": look.alarm,
        "model": look.model_id,
        "documents": look.documents,
        "signals": look.signals,
        "words": look.words,
        "drivers": look.drivers,
        "at": look.created_at.isoformat(),
    }
