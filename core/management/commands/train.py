from typing import Any

from django.core.management.base import CommandParser

from core.management.console import ProductCommand, stepped
from core.models import User
from core.services import training


class Command(ProductCommand):
    help = "Train a model on what people decided, track it in MLflow, serve it if it is no worse."
    account = "trainer"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--recipe",
            choices=["linear", "forest"],
            default=training.DEFAULT_RECIPE,
            help="linear (default), or forest: TF-IDF and a random forest.",
        )

    def act(self, actor: User, options: dict[str, Any]) -> None:
        with stepped("Training") as watch:
            trained = training.train(actor=actor, watch=watch, recipe=options["recipe"])
        self._print(trained)

    def _print(self, trained: training.Trained) -> None:
        model = trained.model
        source = "found in the cache" if trained.snapshot_cached else "new"
        again = ", the same bytes as before" if trained.repeated else ""
        serving = "serves" if trained.serves else "does not serve: it measures worse"
        metrics = model.metrics
        lines = [
            f"Snapshot {model.snapshot.digest[:12]} ({source})",
            f"{model.snapshot.documents} documents in {model.snapshot.projects} projects",
            f"Model {model.pk} ({model.recipe}{again}) {serving}",
            f"Accuracy {metrics['accuracy']:.3f}, macro-F1 {metrics['macro_f1']:.3f}",
            f"Measured on {metrics['tested_documents']} held-out documents",
            f"Fitted in {model.training_seconds:.1f} s, {model.size / 1e6:.1f} MB",
            f"MLflow run {model.mlflow_run_id}",
        ]
        self.stdout.write("\n".join(lines))
