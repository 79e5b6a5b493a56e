"""Small models trained for real, with everything that is kept of a training."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.ml.archive import archive
from tests.ml.reports import report
from unidoc.ml import Classifier
from unidoc.ml.dataset import Row, canonical, describe
from unidoc.ml.training_record import DatasetFacts, TrainingFacts, TrainingRecord

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def training(folder: Path, seed: int) -> TrainingRecord:
    """A training whose model file lies in the folder; each seed another model."""
    texts, labels = archive(60, seed)
    model = Classifier(error_budget=0.05).fit(texts, labels)
    path = folder / f"model-{seed}"
    facts = TrainingFacts(
        report=report(model_digest=model.save(path)),
        dataset=_dataset(texts, labels),
        started_at=NOW,
        code_version="0123abc",
        parameters={"seed": seed},
        tags={"trigger": "test"},
        description="Обучена для проверки.",
    )
    return TrainingRecord(facts, path)


def _dataset(texts: list[str], labels: list[str]) -> DatasetFacts:
    rows = (
        Row(f"d{number}", f"v{number}", f"r{number}", text, label, "ru")
        for number, (text, label) in enumerate(zip(texts, labels, strict=True))
    )
    manifest = describe(canonical(rows), as_of=NOW, left_out={"too short": ["d99"]})
    return DatasetFacts.of(manifest)
