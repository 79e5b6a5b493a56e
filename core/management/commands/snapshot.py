import datetime
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.management.console import ProductCommand
from core.models import User
from core.services.trainings import snapshots
from unidoc.ml.dataset import Snapshot


class Command(ProductCommand):
    help = (
        "Freeze what people had decided by a moment; the same moment, the same digest."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--as-of",
            type=_moment,
            default=None,
            help="Such as 2026-03-01T12:00 or 2026-03-01; now, unless given.",
        )

    def act(self, actor: User, options: dict[str, Any]) -> None:
        snapshot = snapshots.take_snapshot(options["as_of"])
        snapshots.record(snapshot)
        self.stdout.write("\n".join(_lines(snapshot)))


def _moment(text: str) -> datetime.datetime:
    try:
        found = parse_datetime(text if "T" in text else f"{text}T00:00")
    except ValueError:
        found = None
    if found is None:
        raise ArgumentTypeError(f"{text!r} is no moment: write 2026-03-01T12:00.")
    return found if found.tzinfo else timezone.make_aware(found)


def _lines(snapshot: Snapshot) -> list[str]:
    manifest = snapshot.manifest
    counts = manifest.counts
    cached = "found in the cache" if snapshot.cached else "new"
    return [
        f"Snapshot {snapshot.digest} ({cached})",
        f"First taken as of {manifest.as_of.isoformat(timespec='seconds')}",
        f"{counts.rows} documents",
        *(f"  project {key}: {count}" for key, count in counts.projects.items()),
        *(f"  language {key or '?'}: {n}" for key, n in counts.languages.items()),
        *(f"  left out, {part.reason}: {part.count}" for part in manifest.left_out),
    ]
