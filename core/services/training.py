"""Training a model: snapshot → learn → MLflow → our row → serve it, if it is no worse."""

import json
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import access
from core.choices import JobKind, ModelState
from core.models import Job, TrainedModel, User
from core.services import audit, code_version, jobs, promotion, serving, snapshots
from core.services.learning import Learned, Watch, learn
from core.services.tracking import MLflowAway, registry
from unidoc.ml.dataset import Snapshot
from unidoc.ml.registry import Registry, RegistryError
from unidoc.ml.training_record import (
    DatasetFacts,
    LoggedRun,
    TrainingFacts,
    TrainingRecord,
)

logger = logging.getLogger(__name__)

DEFAULT_RECIPE = "linear"
# A new model may measure this much worse in macro-F1 and still serve: chance moves it so far.
TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Trained:
    """How a training ended. ``repeated``: the same bytes as a model that exists already."""

    model: TrainedModel
    snapshot_cached: bool
    repeated: bool
    serves: bool


def request_training(*, actor: User) -> Job:
    """Queue a training; only one may wait or run at a time."""
    access.require_staff(actor)
    return jobs.enqueue(kind=JobKind.TRAIN, actor=actor)


def train(*, actor: User, watch: Watch, recipe: str = DEFAULT_RECIPE) -> Trained:
    """Train on what people decided so far and put the model on the record.

    Raises :class:`MLflowAway` before any work, or ``NotEnoughLabels``.
    """
    access.require_staff(actor)
    door = registry()
    started_at = timezone.now()
    watch("snapshot", 0.05)
    snapshot = snapshots.take_snapshot()
    with tempfile.TemporaryDirectory(prefix="unidoc-") as folder:
        path = Path(folder) / "model"
        learned = learn(snapshot, recipe=recipe, path=path, watch=watch)
        watch("track", 0.85)
        facts = TrainingFacts(
            report=learned.report,
            dataset=DatasetFacts.of(snapshot.manifest),
            started_at=started_at,
            code_version=code_version.code_version(),
            parameters={
                "recipe": recipe,
                "error_budget": learned.classifier.error_budget,
            },
        )
        run = _log(door, TrainingRecord(facts, path))
        serving.store(path, learned.classifier.digest)
    return _adopt(actor=actor, snapshot=snapshot, learned=learned, run=run, door=door)


def _log(door: Registry, record: TrainingRecord) -> LoggedRun:
    try:
        return door.log_training(record)
    except RegistryError as error:
        raise MLflowAway(
            _(
                "MLflow did not take the model ({error}). Train again when it is back."
            ).format(error=error)
        ) from error


def _adopt(
    *, actor: User, snapshot: Snapshot, learned: Learned, run: LoggedRun, door: Registry
) -> Trained:
    digest = learned.classifier.digest
    model = TrainedModel.objects.filter(digest=digest).first()
    repeated = model is not None
    with transaction.atomic():
        if model is None:
            model = record_model(actor, snapshot, learned, run)
        else:
            _follow(model, run)
        serves = is_no_worse(model)
        if serves:
            promotion.promote(actor=actor, model=model)
    _mirror(door)
    model.refresh_from_db()
    return Trained(model, snapshot.cached, repeated, serves)


def _follow(model: TrainedModel, run: LoggedRun) -> None:
    """Remember where MLflow keeps a model now: another server logs it as a new run."""
    if model.mlflow_run_id != run.run_id:
        model.mlflow_run_id = run.run_id
        model.mlflow_version = run.model_version
        model.save(update_fields=["mlflow_run_id", "mlflow_version"])


def _mirror(door: Registry) -> None:
    try:
        promotion.mirror(door)
    except RegistryError as error:
        logger.warning("The alias in MLflow follows later: %s", error)


def record_model(
    actor: User, snapshot: Snapshot, learned: Learned, run: LoggedRun
) -> TrainedModel:
    report = learned.report
    model = TrainedModel.objects.create(
        digest=learned.classifier.digest,
        snapshot=snapshots.record(snapshot),
        recipe=learned.classifier.recipe,
        params={"error_budget": learned.classifier.error_budget},
        metrics={
            "accuracy": report.accuracy,
            "macro_f1": report.macro_f1,
            "ece": report.ece,
            "filed_share": report.filing.share,
            "filed_error": report.filing.error,
            "tested_documents": report.documents,
        },
        report=json.loads(report.to_json()),
        size=learned.size,
        training_seconds=learned.seconds,
        mlflow_run_id=run.run_id,
        mlflow_version=run.model_version,
        created_by=actor,
    )
    audit.record(
        actor=actor,
        action="model.train",
        subject=model,
        after={"digest": model.digest, "snapshot": snapshot.digest},
    )
    return model


def is_no_worse(model: TrainedModel) -> bool:
    """Whether ``model`` measures no worse than the champion, each on its own hold-out."""
    champion = TrainedModel.objects.filter(state=ModelState.CHAMPION).first()
    if champion is None or champion == model:
        return True
    least = float(champion.metrics["macro_f1"]) - TOLERANCE
    return float(model.metrics["macro_f1"]) >= least
