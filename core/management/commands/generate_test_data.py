from typing import Any

from django.core.management.base import CommandParser

from core.management.console import ProductCommand
from core.models import User
from core.services.arrivals.sample import store_sample

SEED = 27


class Command(ProductCommand):
    help = "Fill an empty database with a believable bilingual archive of about 1,000 documents."
    account = "sample"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument(
            "--scale", type=float, default=1.0, help="Of the sizes of the projects."
        )

    def act(self, actor: User, options: dict[str, Any]) -> None:
        archive = store_sample(
            actor=actor,
            seed=options.get("seed", SEED),
            scale=options.get("scale", 1.0),
        )
        waiting = sum(one.project is None for one in archive.documents)
        self.stdout.write(
            f"{len(archive.documents)} documents in {len(archive.projects)} projects, "
            f"{waiting} of them in the inbox; {len(archive.tasks)} tasks, "
            f"{len(archive.users)} users"
        )
