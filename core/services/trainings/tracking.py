"""The door to MLflow as the product uses it: it may be away, and that is no drama.

What is to be tracked is in our database and the artifact storage: a model without a run
waits for MLflow. So nothing is lost, whichever machine trained it, and sending is repeated
until MLflow has it; it keeps one run a model digest.
"""

import json
import logging
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.exceptions import Unavailable
from core.models import TrainedModel
from core.services import locks
from core.services.champion import model_files
from unidoc.ml.dataset import Counts
from unidoc.ml.registry import Registry, RegistryError
from unidoc.ml.report import Report
from unidoc.ml.training_record import (
    DatasetFacts,
    LoggedRun,
    RecordDamaged,
    TrainingFacts,
    TrainingRecord,
)

logger = logging.getLogger(__name__)

# A health check must not wait for a server that hangs.
GLANCE = 1
# Two that send the same training at the same moment would make two runs of it.
LOCK = "tracking"


class MLflowAway(Unavailable):
    """MLflow does not answer; what needs it can be tried again later."""

    code = "mlflow-away"


def registry() -> Registry:
    """The door to MLflow. Raises :class:`MLflowAway` when nobody answers behind it."""
    try:
        door = _door()
        door.ping()
    except (RegistryError, ValueError) as error:
        raise MLflowAway(
            _("MLflow at {address} does not answer. Start it, then try again.").format(
                address=settings.MLFLOW_TRACKING_URI
            )
        ) from error
    return door


def _door() -> Registry:
    """The experiment of this installation, and its models by the same name."""
    experiment = settings.MLFLOW_EXPERIMENT
    return Registry(
        settings.MLFLOW_TRACKING_URI,
        experiment=experiment,
        model_name=f"{experiment}-document-classifier",
    )


def run_address(model: TrainedModel) -> str:
    """Where a browser finds the model's run in MLflow; empty while MLflow has none."""
    if not model.mlflow_run_id:
        return ""
    return f"{settings.MLFLOW_UI_URL.rstrip('/')}/#/runs/{model.mlflow_run_id}"


def mlflow_answers() -> bool:
    """Whether MLflow answers at once."""
    try:
        Registry(settings.MLFLOW_TRACKING_URI, timeout=GLANCE).ping()
    except (RegistryError, ValueError):
        return False
    return True


def send(model: TrainedModel) -> bool:
    """Log a training in MLflow, once for ever; False when it has to wait.

    The model's row then says where its run is.
    """
    with locks.attempt(LOCK) as alone:
        if not alone:
            return False  # whoever is sending, or the next look, takes this one
        try:
            run = _log(registry(), model)
        except (Unavailable, RegistryError, RecordDamaged) as error:
            logger.warning("Model %s waits for MLflow: %s", model.pk, error)
            return False
        model.mlflow_run_id, model.mlflow_version = run.run_id, run.model_version
        model.save(update_fields=["mlflow_run_id", "mlflow_version"])
    return True


def send_waiting() -> int:
    """Send what waits for MLflow, oldest first; returns how many it took.

    One that MLflow refuses doesn't hold up the others.
    """
    waiting = TrainedModel.objects.filter(mlflow_run_id="").order_by("pk")
    if not waiting.exists() or not mlflow_answers():
        return 0
    return sum(send(model) for model in waiting.select_related("snapshot"))


def record_of(model: TrainedModel, model_file: Path) -> TrainingRecord:
    """What MLflow is told of a model: everything but texts and document names."""
    return TrainingRecord(
        TrainingFacts(
            report=Report.from_json(json.dumps(model.report)),
            dataset=_dataset(model),
            started_at=model.started_at,
            code_version=model.code_version,
            parameters={"recipe": model.recipe, **model.params},
            tags={"unidoc.model": str(model.pk), "gate": _gate(model)},
            description=_description(model),
        ),
        model_file,
    )


def _description(model: TrainedModel) -> str:
    """One sentence for MLflow's lists; what is English there stays English."""
    figures, snapshot = model.metrics, model.snapshot
    return (
        f"UniDoc model {model.pk}: {model.recipe}, {snapshot.documents} documents in "
        f"{snapshot.projects} projects as of {snapshot.as_of:%Y-%m-%d %H:%M} UTC; accuracy "
        f"{figures['accuracy']:.3f}, macro-F1 {figures['macro_f1']:.3f} on "
        f"{figures['tested_documents']} held-out documents. Gate: {_gate(model)}."
    )


def _gate(model: TrainedModel) -> str:
    if not model.gate:
        return "no champion to compare with"
    verdict = "passed" if model.gate["passed"] else "refused"
    return f"{verdict} against model {model.gate['champion']}"


def _log(door: Registry, model: TrainedModel) -> LoggedRun:
    with tempfile.TemporaryDirectory(prefix="unidoc-") as folder:
        path = Path(folder) / "model"
        model_files.fetch(model.digest, path)
        return door.log_training(record_of(model, path))


def _dataset(model: TrainedModel) -> DatasetFacts:
    manifest = model.snapshot.manifest
    splits = manifest["splits"]
    return DatasetFacts(
        digest=model.snapshot.digest,
        as_of=model.snapshot.as_of,
        counts=Counts(
            rows=sum(splits.values()),
            projects=manifest["projects"],
            languages=manifest["languages"],
            splits=splits,
        ),
        left_out=manifest["left_out"],
    )
