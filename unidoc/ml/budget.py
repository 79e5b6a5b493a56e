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
        own = np.zeros(len(counts))
        for forgiven, share in _STARTS:
            start = smallest_sample(alpha, forgiven, share * DELTA)
            own[np.searchsorted(tested, start) :][:1] += share * DELTA
        last = _last_passed(bdtr(seen, tested, alpha), own)
        return 0 if last is None else int(counts[last])


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


def _last_passed(p_values: NDArray[np.float64], own: NDArray[np.float64]) -> int | None:
    """The last hypothesis that the fallback procedure rejects.

    Each is tested at its own level and, if the one before it was rejected, at that
    one's besides. All own levels together are the chance of any false rejection.
    """
    last, level = None, 0.0
    starts = np.flatnonzero(own)
    ends = np.append(starts, len(own))[1:]
    for start, end in zip(starts, ends, strict=True):
        level += own[start]
        failed = np.flatnonzero(p_values[start:end] > level)
        stop = int(failed[0]) if len(failed) else end - start
        last = start + stop - 1 if stop else last
        level = 0.0 if len(failed) else level
    return None if last is None else int(last)


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
