from typing import Any

from django.core.management.base import CommandError, CommandParser

from core import access
from core.management.console import ProductCommand
from core.models import User
from core.services.trainings.verification import verify


class Command(ProductCommand):
    help = "Train a model again from its stored snapshot and compare the digests."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("model", type=int, help="The model's number.")

    def act(self, actor: User, options: dict[str, Any]) -> None:
        found = verify(access.access_model(actor, options["model"]))
        if not found.same:
            raise CommandError(
                f"Trained again the model is {found.found[:12]}, not {found.expected[:12]}. "
                f"It was made by the code {found.code_then or 'unknown'}; "
                f"this is {found.code_now}."
            )
        self.stdout.write(f"The same bytes: {found.expected}")
