"""The error budget: from out-of-fold predictions to the score above which to file.

The promise: with probability 1 - DELTA over the archive's documents, at most a share
alpha of the filed documents is wrong, if tomorrow's documents come from where the
archive's came from. It is fixed-sequence testing after Learn-then-Test (Angelopoulos,
Bates, Candès, Jordan & Lei, 2021) with exact binomial p-values, in two sequences at
DELTA / 2 each: one starts at the fewest documents that can pass without an error, the
other at the fewest that can pass with `_FORGIVEN` errors, so that a single early error
doesn't end the search.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from unidoc.ml.errors import InvalidInputError

DELTA = 0.05
_FORGIVEN = 4
_GROWTH = 1.25
_LARGEST_GROWTH = 200.0
# Filing less than this share of the documents helps nobody.
_USEFUL_COVERAGE = 0.1


@dataclass(frozen=True, slots=True)
class Evidence:
    """Out-of-fold filing scores and whether the answer was right.

    Attributes:
        scores: float64, in descending order.
        wrong: bool, in the same order.

    """

    scores: NDArray[np.float64]
    wrong: NDArray[np.bool_]

    @classmethod
    def collect(
        cls, scores: NDArray[np.floating], wrong: NDArray[np.bool_]
    ) -> Evidence:
        order = np.argsort(-scores, kind="stable")
        return cls(scores[order].astype(np.float64), wrong[order])

    def threshold(self, alpha: float) -> float | None:
        """File at this score and above; None: nothing can be promised."""
        _check(alpha)
        count = self._certified(alpha, 1.0)
        return None if count == 0 else float(self.scores[count - 1])

    def documents_needed(self, alpha: float) -> int | None:
        """How many more documents would let a useful share be filed.

        An estimate: as if more documents of the same difficulty came. 0 if a useful
        share is filed already, None if more of the same would not help.
        """
        _check(alpha)
        for growth in _growths():
            if self._certified(alpha, growth) >= _USEFUL_COVERAGE * len(self.scores):
                return math.ceil((growth - 1) * len(self.scores))
        return None

    def _certified(self, alpha: float, growth: float) -> int:
        """The number of leading documents that may be filed.

        `growth` asks what an archive that many times larger would allow.
        """
        if not len(self.scores):
            return 0
        last_of_tie = np.append(np.diff(self.scores) != 0, True)
        counts = np.flatnonzero(last_of_tie) + 1
        errors = np.cumsum(self.wrong, dtype=np.int64)[counts - 1]
        tested, seen = _scaled(counts, growth), _scaled(errors, growth)
        passes = bdtr(seen, tested, alpha) <= DELTA / 2
        starts = (smallest_sample(alpha, 0), smallest_sample(alpha, _FORGIVEN))
        return max(_last_of_run(counts, passes, tested >= n) for n in starts)


def smallest_sample(alpha: float, errors: int) -> int:
    """The fewest documents at which so many errors still pass the test."""
    low, high = errors, errors + 1
    while bdtr(errors, high, alpha) > DELTA / 2:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if bdtr(errors, middle, alpha) > DELTA / 2:
            low = middle
        else:
            high = middle
    return high


def _last_of_run(
    counts: NDArray[np.int64], passes: NDArray[np.bool_], started: NDArray[np.bool_]
) -> int:
    """The last count before the first failure of a sequence; 0 if it fails at once."""
    sequence = passes[started]
    length = len(sequence) if sequence.all() else int(sequence.argmin())
    return int(counts[started][length - 1]) if length else 0


def _scaled(counts: NDArray[np.int64], growth: float) -> NDArray[np.int64]:
    scaled: NDArray[np.int64] = np.floor(counts * growth).astype(np.int64)
    return scaled


def _growths() -> Iterator[float]:
    growth = 1.0
    while growth <= _LARGEST_GROWTH:
        yield growth
        growth *= _GROWTH


def _check(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise InvalidInputError(f"An error budget lies between 0 and 1, got {alpha}.")
