"""What a run in MLflow says about a training, as plain dictionaries."""

from __future__ import annotations

import re
from importlib.metadata import version

from unidoc.ml.report import ProjectScore, Report, Slice
from unidoc.ml.training_record import TrainingFacts

MODEL_DIGEST_TAG = "unidoc.model_digest"

_NOT_IN_NAMES = re.compile(r"[^\w\-. /]")
_NEEDED_TO_LOAD = ("numpy", "scipy", "scikit-learn", "skops", "PyStemmer")


def metrics(report: Report) -> dict[str, float]:
    """The report's figures by metric name; what was not measured is left out.

    Shares are fractions of 1, ``training_time`` is in seconds, sizes in megabytes.
    """
    cost = report.cost
    size = None if cost.model_bytes is None else cost.model_bytes / 1e6
    figures: dict[str, float | None] = {
        "accuracy": report.accuracy,
        "macro_f1": report.macro_f1,
        "ece": report.ece,
        "filed_share": report.filing.share,
        "filed_error": report.filing.error,
        "tested_documents": report.documents,
        "trained_documents": report.facts.trained_documents,
        "training_time": sum(cost.seconds.values()) if cost.seconds else None,
        "peak_memory_mb": cost.peak_memory_mb,
        "model_size_mb": size,
    }
    figures |= {f"seconds/{step}": taken for step, taken in cost.seconds.items()}
    for project in report.projects:
        figures |= _of_project(project)
    for part in report.slices:
        figures |= _of_slice(part)
    return {
        _NOT_IN_NAMES.sub("_", name): float(value)
        for name, value in figures.items()
        if value is not None
    }


def parameters(facts: TrainingFacts) -> dict[str, str]:
    """What was decided before training; the caller's own parameters win."""
    report = facts.report.facts
    known = {
        "recipe": report.recipe,
        "error_budget": report.error_budget,
        "holdout": report.holdout,
        "projects": len(facts.dataset.counts.projects),
        "snapshot": facts.dataset.digest,
    }
    return {name: str(value) for name, value in {**known, **facts.parameters}.items()}


def tags(facts: TrainingFacts) -> dict[str, str]:
    """The run's tags; the ``mlflow.source`` ones are shown as its code version."""
    return {
        **facts.tags,
        MODEL_DIGEST_TAG: facts.model_digest,
        "unidoc.snapshot_digest": facts.dataset.digest,
        "unidoc.snapshot_as_of": facts.dataset.as_of.isoformat(),
        "unidoc.code_version": facts.code_version,
        "mlflow.source.name": "unidoc",
        "mlflow.source.type": "JOB",
        "mlflow.source.git.commit": facts.code_version,
        "mlflow.note.content": facts.description,
    }


def version_tags(facts: TrainingFacts) -> dict[str, str]:
    """The tags of the registered version: what one compares versions by."""
    report = facts.report
    return {
        **facts.tags,
        MODEL_DIGEST_TAG: facts.model_digest,
        "unidoc.snapshot_digest": facts.dataset.digest,
        "recipe": report.facts.recipe,
        "accuracy": f"{report.accuracy:.4f}",
        "macro_f1": f"{report.macro_f1:.4f}",
    }


def requirements() -> list[str]:
    """What a machine needs to load the model, pinned to what runs here."""
    return [f"{name}=={version(name)}" for name in _NEEDED_TO_LOAD]


def _of_project(score: ProjectScore) -> dict[str, float | None]:
    return {
        f"precision/{score.project}": score.precision,
        f"recall/{score.project}": score.recall,
        f"f1/{score.project}": score.f1,
        f"support/{score.project}": score.support,
    }


def _of_slice(part: Slice) -> dict[str, float | None]:
    prefix = f"{part.kind}/{part.name}"
    return {
        f"{prefix}/accuracy": part.accuracy,
        f"{prefix}/macro_f1": part.macro_f1,
        f"{prefix}/filed_share": part.filed_share,
        f"{prefix}/filed_error": part.filed_error,
    }
