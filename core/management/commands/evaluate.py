from typing import Any

from core.management.console import ProductCommand, stepped
from core.models import User
from core.services.trainings.evaluation import evaluate_champion


class Command(ProductCommand):
    help = (
        "Test the serving model on the held-out documents (split “test” of an import)."
    )

    def act(self, actor: User, options: dict[str, Any]) -> None:
        with stepped("Evaluating") as watch:
            report = evaluate_champion(watch=watch)
        filing = report.filing
        error = "nothing" if filing.error is None else f"{filing.error:.1%} wrong"
        for line in (
            f"{report.documents} held-out documents",
            f"accuracy {report.accuracy:.4f}",
            f"macro-F1 {report.macro_f1:.4f}",
            f"calibration error {report.ece:.4f}",
            f"filed by itself {filing.share:.1%}, {error}",
        ):
            self.stdout.write(line)
