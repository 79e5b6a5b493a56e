"""The report on a model: what was measured on documents it has not seen, as data.

Shares and errors are fractions of 1, sizes are in bytes or megabytes as named,
times in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from unidoc.ml.measures import CoveragePoint, ReliabilityBin

SCHEMA: Final = "unidoc-report/1"


class ReportFormatError(ValueError):
    """A stored report cannot be read by this version."""


@dataclass(frozen=True, slots=True)
class ProjectScore:
    """``support`` is the number of tested documents that truly belong here."""

    project: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class ConfusionCell:
    """A non-zero cell of the confusion matrix, right answers included."""

    true: str
    predicted: str
    count: int


@dataclass(frozen=True, slots=True)
class Filing:
    """What the model does by itself at its own thresholds.

    ``share`` is the part of all documents it files, ``error`` the part of the filed
    that is wrong (None when it files nothing) with its exact 95 % interval.
    """

    filed: int
    suggested: int
    unknown: int
    wrong: int
    share: float
    error: float | None
    error_interval: tuple[float, float] | None
    thresholds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """The same figures on a part of the documents: a language, a length.

    *time* is another trial: the latest documents, by a model trained on the earlier ones.
    """

    kind: Literal["language", "length", "time"]
    name: str
    documents: int
    accuracy: float
    macro_f1: float
    filed_share: float
    filed_error: float | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What training and testing took; None where it was not measured."""

    seconds: dict[str, float] = field(default_factory=dict)
    peak_memory_mb: float | None = None
    model_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Where a report's figures come from."""

    model_digest: str = ""
    snapshot_digest: str = ""
    recipe: str = ""
    error_budget: float | None = None
    holdout: str = "stratified"
    trained_documents: int = 0
    projects: int = 0
    created_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything measured on a hold-out; ``to_json`` and ``from_json`` are exact."""

    schema: Literal["unidoc-report/1"] = SCHEMA
    facts: Facts
    cost: Cost
    documents: int
    accuracy: float
    macro_f1: float
    projects: tuple[ProjectScore, ...]
    confusion: tuple[ConfusionCell, ...]
    reliability: tuple[ReliabilityBin, ...]
    ece: float
    coverage_curve: tuple[CoveragePoint, ...]
    filing: Filing
    slices: tuple[Slice, ...]

    def to_json(self) -> str:
        return _REPORT.dump_json(self, indent=1).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        """Raises ReportFormatError for anything ``to_json`` would not write."""
        try:
            return _REPORT.validate_json(text)
        except ValidationError as error:
            raise ReportFormatError(f"Not a report of {SCHEMA}: {error}") from error


_REPORT = TypeAdapter(Report)
