import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from core.management.console import ProductCommand, counted
from core.models import Tombstone, User
from core.services.storage import purge


class Command(ProductCommand):
    help = (
        "Delete what has been in the trash for the retention period, for good: files, texts, "
        "search index, precedents, rows in snapshots."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--days",
            type=int,
            help="Instead of TRASH_RETENTION_DAYS; 0: everything in the trash.",
        )

    def act(self, actor: User, options: dict[str, Any]) -> None:
        documents = purge.trashed_for(_period(options["days"]))
        with counted("Deleting", len(documents)) as advance:
            purge.purge(actor=actor, documents=documents, watch=advance)
            purge.finish()
        left = Tombstone.objects.filter(document__in=documents).order_by("document")
        self.stdout.write(f"{len(left)} documents deleted.")
        for tombstone in left.prefetch_related("seen_by"):
            self._print(tombstone)

    def _print(self, tombstone: Tombstone) -> None:
        seen = ", ".join(str(model.pk) for model in tombstone.seen_by.all())
        told = f"models that saw it: {seen}" if seen else "no model saw it"
        self.stdout.write(
            f"  document {tombstone.document}, {tombstone.versions} versions; {told}"
        )


def _period(days: int | None) -> datetime.timedelta:
    """By the setting 0 is never, on the command line everything: the two are kept apart."""
    if days is None and not settings.TRASH_RETENTION_DAYS:
        raise CommandError(
            "TRASH_RETENTION_DAYS is 0, so nothing is too old: name --days, 0 for everything."
        )
    return datetime.timedelta(
        days=settings.TRASH_RETENTION_DAYS if days is None else days
    )
