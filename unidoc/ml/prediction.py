"""What the engine answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["filed", "suggested", "unknown"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One class with its calibrated probability and its raw margin."""

    label: str
    probability: float
    score: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """Where a document belongs.

    Attributes:
        label: the best class; None if the outcome is unknown.
        probability: of the best class, calibrated.
        outcome: filed (the score reaches the threshold), suggested (a person should
            look), or unknown (it looks like nothing in the archive).
        candidates: up to five classes, best first.
        score: the filing score that is compared with the threshold.
        threshold: of the error budget in force; None if it lets nothing be filed.

    """

    label: str | None
    probability: float
    outcome: Outcome
    candidates: tuple[Candidate, ...]
    score: float
    threshold: float | None
