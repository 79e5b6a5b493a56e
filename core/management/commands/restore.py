from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.exceptions import ProductError
from core.management.console import QuickCommand, counted
from core.services.storage import backup
from core.services.storage.backup_folder import read_manifest


class Command(QuickCommand):
    help = "Verify a backup, then bring it into an empty database and the storages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="What `backup` has written.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            with counted("Verifying", len(read_manifest(folder).files)) as advance:
                manifest = backup.restore(folder, advance)
        except ProductError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored as of {manifest.created_at:%Y-%m-%d %H:%M} UTC: "
            f"{len(manifest.files)} files, all as they were written."
        )
