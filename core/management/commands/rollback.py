from typing import Any

from core.management.console import ProductCommand
from core.models import User
from core.services.trainings import promotion


class Command(ProductCommand):
    help = "Let the model serve again that served before this one."

    def act(self, actor: User, options: dict[str, Any]) -> None:
        model = promotion.roll_back(actor=actor)
        self.stdout.write(f"Model {model.pk} serves again.")
