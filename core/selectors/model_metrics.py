"""Figures of the models over time, for pages and for monitoring."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from core.choices import ModelState
from core.models import DriftLook, TrainedModel
from core.selectors.live_truth import answers

LIVE_DAYS = 30
MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class ModelPoint:
    """One model in a chart over time; time in seconds, size in megabytes."""

    model: int
    at: datetime.datetime
    state: str
    accuracy: float
    macro_f1: float
    training_seconds: float
    size_mb: float


def history() -> list[ModelPoint]:
    """Every model's figures, oldest first."""
    return [
        ModelPoint(
            model=one.pk,
            at=one.created_at,
            state=one.state,
            accuracy=one.metrics["accuracy"],
            macro_f1=one.metrics["macro_f1"],
            training_seconds=one.training_seconds,
            size_mb=one.size / MEGABYTE,
        )
        for one in _models().order_by("pk")
    ]


def gauges() -> dict[str, float]:
    """Numbers for `/metrics` by the names that they have there; unknown ones are absent."""
    waiting = TrainedModel.objects.filter(mlflow_run_id="").count()
    figures: dict[str, float] = {"unidoc_models_waiting_for_mlflow": float(waiting)}
    champion = _models().filter(state=ModelState.CHAMPION).first()
    if champion is not None:
        figures |= _of_champion(champion) | _live(champion)
    return figures


def _models() -> QuerySet[TrainedModel]:
    return TrainedModel.objects.filter(metrics__has_key="accuracy").defer("report")


def _of_champion(model: TrainedModel) -> dict[str, float]:
    look = DriftLook.objects.filter(model=model).first()
    return {
        "unidoc_model_accuracy": model.metrics["accuracy"],
        "unidoc_model_macro_f1": model.metrics["macro_f1"],
        "unidoc_model_training_seconds": model.training_seconds,
        "unidoc_model_size_bytes": float(model.size),
        "unidoc_model_trained_timestamp_seconds": model.created_at.timestamp(),
        "unidoc_filing_paused": float(model.filing_paused_at is not None),
        "unidoc_drift_alarm": float(look is not None and look.alarm),
    }


def _live(model: TrainedModel) -> dict[str, float]:
    since = timezone.now() - datetime.timedelta(days=LIVE_DAYS)
    given = answers(model=model, since=since)
    audited = [one for one in given if one.audited]
    figures = {
        "unidoc_live_answers": float(len(given)),
        "unidoc_live_audited": float(len(audited)),
    }
    if given:
        right = sum(one.right for one in given)
        figures["unidoc_live_accuracy"] = right / len(given)
    if audited:
        wrong = sum(not one.right for one in audited)
        figures["unidoc_live_audit_error"] = wrong / len(audited)
    return figures
