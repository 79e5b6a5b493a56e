"""Is the error budget still kept? A sequential test on audited documents, for ever.

For each audited document it is known whether filing it would have been wrong. The
evidence that errors come more often than the budget is a Shiryaev-Roberts detector whose
increments are likelihood ratios, so that it is an e-detector (Shin, Ramdas & Rinaldo,
E-detectors: a nonparametric framework for sequential change detection, 2023): while the
budget is kept, the mean number of audited documents until a false alarm is at least
`LIMIT`, however often one looks, and a change is found as quickly late as early.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

LIMIT = 5000.0
# The error rates that the detector looks for, as multiples of the budget.
_MULTIPLES = np.array([1.5, 2.0, 3.0, 5.0])
_HIGHEST = 0.95


@dataclass(frozen=True, slots=True)
class Audited:
    """A document of the sample: was the machine wrong, and what its budget was."""

    wrong: bool
    budget: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the audited documents say; ``highest`` is held against `LIMIT`."""

    audited: int
    wrong: int
    highest: float

    @property
    def broken(self) -> bool:
        return self.highest >= LIMIT


def evidence(documents: Iterable[Audited]) -> Evidence:
    """The evidence that the budget is broken, from audited documents in order."""
    detectors = np.zeros(len(_MULTIPLES))
    audited = wrong = 0
    highest = 0.0
    for document in documents:
        feared = np.minimum(_MULTIPLES * document.budget, _HIGHEST)
        ratio = (
            feared / document.budget
            if document.wrong
            else (1 - feared) / (1 - document.budget)
        )
        detectors = (detectors + 1) * ratio
        highest = max(highest, float(detectors.mean()))
        audited, wrong = audited + 1, wrong + document.wrong
    return Evidence(audited, wrong, highest)
