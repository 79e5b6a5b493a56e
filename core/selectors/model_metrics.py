"""Figures of the models, for monitoring."""

import datetime
from collections.abc import Mapping

from django.utils import timezone

from core.choices import ModelState
from core.models import DriftLook, TrainedModel
from core.selectors.live_truth import tally
from core.selectors.models import list_models
from core.selectors.shadow import shadow_of

LIVE_DAYS = 30

# Every gauge of this module with its meaning; `deploy/monitoring/metrics.yaml` has them too.
GAUGES: Mapping[str, str] = {
    "unidoc_model_accuracy": "Held-out accuracy of the model that serves.",
    "unidoc_model_macro_f1": "Held-out macro-F1 of the model that serves.",
    "unidoc_model_training_seconds": "What training the model that serves took.",
    "unidoc_model_size_bytes": "Size of the file of the model that serves.",
    "unidoc_models_waiting_for_mlflow": "Trained models that MLflow doesn't know yet.",
    "unidoc_filing_paused": "1 while the model only suggests, its error budget broken.",
    "unidoc_drift_alarm": "1 when the last look at the new documents found drift.",
    "unidoc_live_answers": "Answers of the last 30 days to what this model said.",
    "unidoc_live_accuracy_ratio": "Share of those answers that agreed with the model.",
    "unidoc_live_estimated_accuracy_ratio": "Accuracy by the model's own probabilities.",
    "unidoc_live_audited": "Those of the answers that belong to the audit sample.",
    "unidoc_live_audit_error_ratio": "Share of the audit sample that was wrong.",
    "unidoc_shadow_documents": "Documents that champion and challenger have both seen.",
    "unidoc_shadow_agreement_ratio": "Share of those that both would put alike.",
}


def gauges() -> dict[str, float]:
    """Numbers for `/metrics` by the names of `GAUGES`; unknown ones are absent."""
    waiting = TrainedModel.objects.filter(mlflow_run_id="").count()
    figures: dict[str, float] = {"unidoc_models_waiting_for_mlflow": float(waiting)}
    if (champion := _measured_champion()) is not None:
        figures |= _of_champion(champion) | _live(champion)
    challenger = TrainedModel.objects.filter(state=ModelState.CHALLENGER).first()
    if challenger is not None:
        figures |= _shadow(challenger)
    return figures


def _measured_champion() -> TrainedModel | None:
    return (
        list_models()
        .filter(state=ModelState.CHAMPION, metrics__has_key="accuracy")
        .first()
    )


def _of_champion(model: TrainedModel) -> dict[str, float]:
    look = DriftLook.objects.filter(model=model).first()
    return {
        "unidoc_model_accuracy": model.metrics["accuracy"],
        "unidoc_model_macro_f1": model.metrics["macro_f1"],
        "unidoc_model_training_seconds": model.training_seconds,
        "unidoc_model_size_bytes": float(model.size),
        "unidoc_filing_paused": float(model.filing_paused_at is not None),
        "unidoc_drift_alarm": float(look is not None and look.alarm),
    }


def _live(model: TrainedModel) -> dict[str, float]:
    found = tally(model, timezone.now() - datetime.timedelta(days=LIVE_DAYS))
    figures = {
        "unidoc_live_answers": float(found.answered),
        "unidoc_live_audited": float(found.audited),
    }
    if found.answered:
        figures["unidoc_live_accuracy_ratio"] = found.right / found.answered
    if found.audited:
        figures["unidoc_live_audit_error_ratio"] = found.audited_wrong / found.audited
    if found.estimated is not None:
        figures["unidoc_live_estimated_accuracy_ratio"] = found.estimated
    return figures


def _shadow(model: TrainedModel) -> dict[str, float]:
    seen = shadow_of(model)
    figures = {"unidoc_shadow_documents": float(seen.documents)}
    if seen.agreement is not None:
        figures["unidoc_shadow_agreement_ratio"] = seen.agreement
    return figures
