from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.exceptions import ProductError
from core.management.console import QuickCommand, counted
from core.services.storage import backup
from core.services.storage.backup_folder import MANIFEST, describe


class Command(QuickCommand):
    help = "Write database, originals, models and snapshots into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="A folder that is not there yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            with counted("Copying files", backup.count_files()) as advance:
                manifest = backup.back_up(folder, advance)
        except ProductError as error:
            raise CommandError(str(error)) from error
        size = sum(entry.size for entry in manifest.files)
        self.stdout.write(
            f"{len(manifest.files)} files, {size / 1e6:.1f} MB in {folder}\n"
            f"SHA-256 of its manifest: {describe(folder, MANIFEST).sha256}"
        )
        if manifest.lost:
            raise CommandError(
                f"{len(manifest.lost)} files are not in the storage any more, or damaged: the "
                f"manifest lists them under `lost`, the first is {manifest.lost[0]}."
            )
