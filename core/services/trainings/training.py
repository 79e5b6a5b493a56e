"""Training a model: snapshot → learn → gate → our row and its place → MLflow."""

import json
import logging
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from core import access
from core.choices import JobKind
from core.models import Document, Job, TestedDocument, TrainedModel, User
from core.services import audit, jobs
from core.services.champion import model_files
from core.services.trainings import code_version, gate, promotion, snapshots, tracking
from core.services.trainings.learning import Learned, Tested, Watch, learn
from unidoc.ml.dataset import Snapshot
from unidoc.ml.registry import RegistryError

logger = logging.getLogger(__name__)

DEFAULT_RECIPE = "linear"


@dataclass(frozen=True, slots=True)
class Trained:
    """How a training ended. ``repeated``: the same bytes as a model that exists already.

    Without ``tracked`` the model waits for MLflow, which holds up nothing else.
    """

    model: TrainedModel
    snapshot_cached: bool
    repeated: bool
    tracked: bool

    def as_result(self) -> dict[str, object]:
        """What the job says of it."""
        return {
            "model": self.model.pk,
            "digest": self.model.digest,
            "snapshot_cached": self.snapshot_cached,
            "repeated": self.repeated,
            "tracked": self.tracked,
        }


def request_training(*, actor: User, recipe: str = DEFAULT_RECIPE) -> Job:
    """Queue a training; only one may wait or run at a time."""
    access.require_staff(actor)
    return jobs.enqueue(kind=JobKind.TRAIN, actor=actor, params={"recipe": recipe})


def train(*, actor: User, watch: Watch, recipe: str = DEFAULT_RECIPE) -> Trained:
    """Train on what people decided so far and put the model on the record.

    Raises ``NotEnoughLabels``. It needs no MLflow: a model that MLflow doesn't know yet
    waits for it.
    """
    access.require_staff(actor)
    started_at = timezone.now()
    watch("snapshot", 0.05)
    snapshot = snapshots.take_snapshot()
    with tempfile.TemporaryDirectory(prefix="unidoc-") as folder:
        path = Path(folder) / "model"
        learned = learn(snapshot, recipe=recipe, path=path, watch=watch)
        watch("gate", 0.82)
        judged = gate.judge(learned)
        watch("store", 0.88)
        store(learned, path)
    with transaction.atomic():
        known = TrainedModel.objects.filter(digest=learned.classifier.digest).first()
        model = known or record_model(actor, snapshot, learned, started_at)
        promotion.place(actor=actor, model=model, judged=judged)
    watch("track", 0.9)
    tracked = tracking.send(model)
    if tracked:
        _mirror()
    model.refresh_from_db()
    return Trained(model, snapshot.cached, known is not None, tracked)


def _mirror() -> None:
    try:
        promotion.mirror(tracking.registry())
    except (tracking.MLflowAway, RegistryError) as error:
        logger.warning("The aliases in MLflow follow later: %s", error)


def store(learned: Learned, path: Path) -> None:
    """Put the model's file and its measured twin's into the artifact storage."""
    model_files.store(path, learned.classifier.digest)
    twin = path.with_name("twin")
    model_files.store(twin, learned.tested.classifier.save(twin))


def record_model(
    actor: User, snapshot: Snapshot, learned: Learned, started_at: datetime
) -> TrainedModel:
    report = learned.report
    model = TrainedModel.objects.create(
        digest=learned.classifier.digest,
        measured_digest=learned.tested.classifier.digest,
        snapshot=snapshots.record(snapshot),
        recipe=learned.classifier.recipe,
        params={"error_budget": learned.classifier.error_budget},
        code_version=code_version.code_version(),
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
        started_at=started_at,
        created_by=actor,
    )
    _record_tested(model, learned.tested)
    audit.record(
        actor=actor,
        action="model.train",
        subject=model,
        after={"digest": model.digest, "snapshot": snapshot.digest},
    )
    return model


def _record_tested(model: TrainedModel, tested: Tested) -> None:
    """Keep each held-out answer, so that a figure leads to its documents."""
    ids = [int(row.document_id) for row in tested.rows]
    # One that was deleted during the training has no row to point at.
    present = set(Document.objects.filter(pk__in=ids).values_list("pk", flat=True))
    TestedDocument.objects.bulk_create(
        TestedDocument(
            model=model,
            document_id=pk,
            truth=row.label,
            said=answer.candidates[0].label,
            outcome=answer.outcome,
            probability=answer.probability,
        )
        for pk, row, answer in zip(ids, tested.rows, tested.predictions, strict=True)
        if pk in present
    )
