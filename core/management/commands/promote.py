from typing import Any

from django.core.management.base import CommandParser

from core import access
from core.management.console import ProductCommand
from core.models import User
from core.services.trainings import promotion


class Command(ProductCommand):
    help = "Let a model serve, whatever the gate says. Counts everywhere at once."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("model", type=int, help="The model's number.")

    def act(self, actor: User, options: dict[str, Any]) -> None:
        model = access.access_model(actor, options["model"])
        promotion.promote(actor=actor, model=model)
        self.stdout.write(f"Model {model.pk} serves.")
