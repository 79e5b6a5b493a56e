"""The error budget: from out-of-fold predictions to the score above which to file.

The promise: with probability 1 - DELTA over the archive's documents, at most a share
alpha of the filed documents is wrong, if tomorrow's documents come from where the
archive's came from. It is Learn-then-Test (Angelopoulos, Bates, Candès, Jordan & Lei,
2021) with exact binomial p-values, tested in the order of the scores by the fallback
procedure (Wiens & Dmitrienko, 2005). DELTA is shared out over two starts: the fewest
documents that can pass without an error, and the fewest that can pass with some, so
that an early error doesn't end the search. Each test that passes hands its whole level
on to the next one; so a sequence that reaches the second start goes on at DELTA.
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
_GROWTH = 1.25
_LARGEST_GROWTH = 200.0
# The starts: how many errors each forgives, and its share of DELTA. An archive that
# can certify anything can nearly always forgive some, so that start has the most.
_STARTS = ((0, 0.25), (4, 0.75))
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

    def certified(self, alpha: float) -> NDArray[np.int64]:
        """How many leading documents may be filed: each number whose test passed.

        Ascending, the last run of tests without a failure; empty: nothing can be
        promised. Filing n of them is to file at `scores[n - 1]` and above.
        """
        _check(alpha)
        return self._certified(alpha, 1.0)

    def documents_needed(self, alpha: float) -> int | None:
        """How many more documents would let a useful share be filed.

        An estimate: as if more documents of the same difficulty came. 0 if a useful
        share is filed already, None if more of the same would not help.
        """
        _check(alpha)
        for growth in _growths():
            run = self._certified(alpha, growth)
            if len(run) and run[-1] >= _USEFUL_COVERAGE * len(self.scores):
                return math.ceil((growth - 1) * len(self.scores))
        return None

    def _certified(self, alpha: float, growth: float) -> NDArray[np.int64]:
        """As `certified`; `growth` asks of an archive that many times larger."""
        if not len(self.scores):
            return np.empty(0, dtype=np.int64)
        last_of_tie = np.append(np.diff(self.scores) != 0, True)
        counts = np.flatnonzero(last_of_tie) + 1
        errors = np.cumsum(self.wrong, dtype=np.int64)[counts - 1]
        tested, seen = _scaled(counts, growth), _scaled(errors, growth)
        own = np.zeros(len(counts))
        for forgiven, share in _STARTS:
            start = smallest_sample(alpha, forgiven, share * DELTA)
            own[np.searchsorted(tested, start) :][:1] += share * DELTA
        return counts[_last_run(bdtr(seen, tested, alpha), own)]


def smallest_sample(alpha: float, errors: int, level: float) -> int:
    """The fewest documents at which so many errors still pass a test at a level."""
    low, high = errors, errors + 1
    while bdtr(errors, high, alpha) > level:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if bdtr(errors, middle, alpha) > level:
            low = middle
        else:
            high = middle
    return high


def _last_run(p_values: NDArray[np.float64], own: NDArray[np.float64]) -> slice:
    """The last hypotheses in a row that the fallback procedure rejects.

    Each is tested at its own level and, if the one before it was rejected, at that
    one's besides. All own levels together are the chance of any false rejection.
    """
    run, level = slice(0, 0), 0.0
    starts = np.flatnonzero(own).tolist()
    for start, end in zip(starts, [*starts, len(own)][1:], strict=True):
        level += own[start]
        failed = np.flatnonzero(p_values[start:end] > level)
        stop = start + int(failed[0]) if len(failed) else end
        if stop > start:
            run = slice(run.start if run.stop == start else start, stop)
        level = 0.0 if len(failed) else level
    return run


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
