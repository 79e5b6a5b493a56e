"""What is kept of one training, as plain files and JSON: the input of the registry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from unidoc.ml.dataset import Counts, Manifest
from unidoc.ml.report import Report

Parameter = str | int | float | bool | None

# Never a document of the team's: the example is shown to whoever may see a run.
EXAMPLE_TEXTS = (
    "Акт сдачи-приёмки выполненных работ по договору подряда",
    "Minutes of the meeting on the release plan",
)


class RecordDamaged(Exception):
    """The model file is not the one that the record was made of."""


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """A training set without its texts and without the names of its documents."""

    digest: str
    as_of: datetime
    counts: Counts
    left_out: dict[str, int]

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        return cls(
            digest=manifest.digest,
            as_of=manifest.as_of,
            counts=manifest.counts,
            left_out={part.reason: part.count for part in manifest.left_out},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingFacts:
    """Everything about a training but the model itself; ``started_at`` is aware.

    ``code_version`` names the code that trained, best as a commit. The model's digest
    is the report's, and it names the training for ever: two trainings that came to the
    same bytes are one.
    """

    report: Report
    dataset: DatasetFacts
    started_at: datetime
    code_version: str
    parameters: dict[str, Parameter] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    description: str = ""
    example: tuple[str, ...] = EXAMPLE_TEXTS

    @property
    def model_digest(self) -> str:
        return self.report.facts.model_digest


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """A training with its model file, as Classifier.save wrote it."""

    facts: TrainingFacts
    model_file: Path

    def verify(self) -> None:
        """Raises RecordDamaged when the file's SHA-256 is not the model's digest."""
        with self.model_file.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != self.facts.model_digest:
            raise RecordDamaged(
                f"{self.model_file} has the digest {found}, "
                f"not {self.facts.model_digest}."
            )


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """Where MLflow keeps a training."""

    run_id: str
    model_version: str
    model_uri: str
