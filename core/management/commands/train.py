from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.choices import JobState, ModelState
from core.management.console import ProductCommand, stepped
from core.models import TrainedModel, User
from core.services.trainings import training, training_process

REFUSED = 3
ACCEPTED = (ModelState.CHAMPION, ModelState.CHALLENGER)


class Command(ProductCommand):
    help = "Train a model on what people decided, hold it against the one that serves, track it in MLflow."
    account = "trainer"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--recipe",
            choices=["linear", "forest"],
            default=training.DEFAULT_RECIPE,
            help="linear (default), or forest: TF-IDF and a random forest.",
        )
        parser.add_argument(
            "--fail-if-refused",
            action="store_true",
            help=f"End with {REFUSED} when the gate refuses the model.",
        )

    def act(self, actor: User, options: dict[str, Any]) -> None:
        training_process.fail_lost()
        job = training.request_training(actor=actor, recipe=options["recipe"])
        with stepped("Training") as watch:
            training_process.run(job, watch)
        if job.state != JobState.DONE:
            raise CommandError(job.failure_reason or "The training was cancelled.")
        model = TrainedModel.objects.get(pk=job.result["model"])
        self._print(model, job.result)
        if options["fail_if_refused"] and model.state not in ACCEPTED:
            raise CommandError("The gate refused the model.", returncode=REFUSED)

    def _print(self, model: TrainedModel, result: dict[str, Any]) -> None:
        source = "found in the cache" if result["snapshot_cached"] else "new"
        again = ", the same bytes as before" if result["repeated"] else ""
        metrics = model.metrics
        lines = [
            f"Snapshot {model.snapshot.digest[:12]} ({source})",
            f"{model.snapshot.documents} documents in {model.snapshot.projects} projects",
            f"Model {model.pk} ({model.recipe}{again}) {_standing(model)}",
            f"Accuracy {metrics['accuracy']:.3f}, macro-F1 {metrics['macro_f1']:.3f}",
            f"Measured on {metrics['tested_documents']} held-out documents",
            f"Fitted in {model.training_seconds:.1f} s, {model.size / 1e6:.1f} MB",
            f"MLflow run {model.mlflow_run_id or '– it follows when MLflow answers'}",
        ]
        self.stdout.write("\n".join(lines))


def _standing(model: TrainedModel) -> str:
    if model.state == ModelState.CHAMPION:
        return "serves"
    if model.state == ModelState.CHALLENGER:
        return f"passed the gate; `manage.py promote {model.pk}` lets it serve"
    failed = [check["name"] for check in model.gate["checks"] if not check["passed"]]
    return f"does not serve; the gate said no to: {', '.join(failed)}"
