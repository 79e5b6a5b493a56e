"""Whether a challenger may take the champion's place: a paired trial on the same documents.

The challenger has to prove that it is not worse. Overall that is the exact, one-sided
McNemar test (a sign test on the documents about which the two disagree): a challenger
that is no better than the champion passes with probability `ALPHA` at most, however
many documents there are. The other checks can only refuse, and each of them refuses a
sound challenger with probability `ALPHA` at most.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import scipy  # its statistics load at their first use: not where models only answer
from numpy.typing import NDArray

from unidoc.ml.measures import expected_calibration_error, reliability

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Side:
    """One model's answers, a document each: right or not, and how probable it said."""

    right: NDArray[np.bool_]
    probability: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """Two models on the same documents, which neither was trained on.

    ``filed`` and ``filed_wrongly`` count what the challenger would have filed by itself.
    """

    projects: NDArray[np.str_]
    champion: Side
    challenger: Side
    filed: int = 0
    filed_wrongly: int = 0


@dataclass(frozen=True, slots=True)
class Costs:
    """What the challenger took; None where it was not measured."""

    training_seconds: float | None = None
    peak_memory_mb: float | None = None
    model_mb: float | None = None
    milliseconds_per_document: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is asked of a challenger; shares and errors are fractions of 1."""

    error_budget: float = 0.05
    project_documents: int = 30  # fewer say nothing about a project
    project_loss: float = 0.05
    calibration_error: float = 0.05
    calibration_loss: float = 0.02
    costs: Costs = field(default_factory=lambda: Costs(3600.0, 4096.0, 1000.0, 100.0))


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the gate; ``value`` is held against ``limit``."""

    name: str
    passed: bool
    value: float | None
    limit: float | None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer with its evidence; it passed when every check did."""

    documents: int
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def failed(self) -> list[str]:
        return [check.name for check in self.checks if not check.passed]


def decide(trial: Trial, costs: Costs, limits: Limits | None = None) -> Verdict:
    """Judge a challenger by its trial and its costs."""
    limits = limits or Limits()
    checks = (
        _overall(trial),
        _projects(trial, limits),
        _calibration(trial, limits),
        _promise(trial, limits),
        *_costs(costs, limits.costs),
    )
    return Verdict(len(trial.projects), checks)


def not_comparable(reason: str) -> Verdict:
    """The verdict when there is nothing to hold the challenger against."""
    check = Check("comparable", passed=False, value=None, limit=None)
    return Verdict(0, (replace(check, details={"reason": reason}),))


def sign_test(for_it: int, against: int) -> float:
    """The one-sided exact p-value that ``for_it`` is no more likely than ``against``."""
    return float(scipy.stats.binom.sf(for_it - 1, for_it + against, 0.5))


def _overall(trial: Trial) -> Check:
    gained, lost = _exchanged(trial)
    gains, losses = int(gained.sum()), int(lost.sum())
    p_value = sign_test(gains, losses)
    return Check(
        "overall",
        p_value <= ALPHA,
        p_value,
        ALPHA,
        {
            "gained": gains,
            "lost": losses,
            "champion": float(np.mean(trial.champion.right)),
            "challenger": float(np.mean(trial.challenger.right)),
        },
    )


def _projects(trial: Trial, limits: Limits) -> Check:
    """No project loses more than the margin by more than chance (Bonferroni)."""
    gained, lost = _exchanged(trial)
    names, where, sizes = np.unique(
        trial.projects, return_inverse=True, return_counts=True
    )
    gains = np.bincount(where, weights=gained, minlength=len(names)).astype(int)
    losses = np.bincount(where, weights=lost, minlength=len(names)).astype(int)
    judged = np.flatnonzero(sizes >= limits.project_documents)
    lost_share = (losses - gains) / np.maximum(sizes, 1)
    worse = {
        str(names[at]): float(lost_share[at])
        for at in judged
        if lost_share[at] > limits.project_loss
        and sign_test(losses[at], gains[at]) <= ALPHA / len(judged)
    }
    largest = float(lost_share[judged].max()) if len(judged) else None
    details = {"judged": len(judged), "worse": worse}
    return Check("projects", not worse, largest, limits.project_loss, details)


def _calibration(trial: Trial, limits: Limits) -> Check:
    before, after = _ece(trial.champion), _ece(trial.challenger)
    limit = max(limits.calibration_error, before + limits.calibration_loss)
    return Check("calibration", after <= limit, after, limit, {"champion": before})


def _promise(trial: Trial, limits: Limits) -> Check:
    """What it files by itself keeps the error budget, as far as can be told."""
    p_value = float(
        scipy.stats.binom.sf(trial.filed_wrongly - 1, trial.filed, limits.error_budget)
    )
    error = trial.filed_wrongly / trial.filed if trial.filed else None
    details = {"filed": trial.filed, "wrong": trial.filed_wrongly, "p_value": p_value}
    passed = not trial.filed or p_value > ALPHA
    return Check("promise", passed, error, limits.error_budget, details)


def _costs(costs: Costs, limits: Costs) -> list[Check]:
    found = []
    for name in (
        "training_seconds",
        "peak_memory_mb",
        "model_mb",
        "milliseconds_per_document",
    ):
        value, limit = getattr(costs, name), getattr(limits, name)
        within = value is None or limit is None or value <= limit
        found.append(Check(name, within, value, limit))
    return found


def _exchanged(trial: Trial) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where only the challenger is right, and where only the champion is."""
    champion, challenger = trial.champion.right, trial.challenger.right
    return challenger & ~champion, champion & ~challenger


def _ece(side: Side) -> float:
    return expected_calibration_error(reliability(side.probability, side.right))
