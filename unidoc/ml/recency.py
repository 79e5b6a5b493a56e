"""Does the promise hold on the newest documents?

An archive's documents are not drawn once and for all: tomorrow's differ. Where the
documents have dates, the newest are judged by a model of the older ones, which is as
near to tomorrow as an archive comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from unidoc.ml.errors import InvalidInputError

_NEWEST_SHARE = 0.2
_LEAST_DATED = 100


@dataclass(frozen=True, slots=True)
class NewestCheck:
    """What a threshold does on the newest documents.

    Attributes:
        documents: how many of the newest there are.
        filed: how many of them reach the threshold.
        wrong: how many of those would be misfiled.

    """

    documents: int
    filed: int
    wrong: int


def newest(dates: Sequence[date | None] | None, count: int) -> NDArray[np.bool_] | None:
    """Which documents are the newest fifth; None if too few have dates.

    Documents without a date count as old. All dates, or all date-times, of one kind.
    """
    if dates is None:
        return None
    if len(dates) != count:
        raise InvalidInputError(f"{count} texts have {len(dates)} dates.")
    dated = [(when, place) for place, when in enumerate(dates) if when is not None]
    if len(dated) < _LEAST_DATED:
        return None
    chosen = np.zeros(count, dtype=np.bool_)
    dated.sort()
    chosen[[place for _, place in dated[-round(_NEWEST_SHARE * len(dated)) :]]] = True
    return chosen


def check(
    scores: NDArray[np.float64], wrong: NDArray[np.bool_], threshold: float
) -> NewestCheck:
    """The newest documents' outcome at a threshold."""
    filed = scores >= threshold
    return NewestCheck(len(scores), int(filed.sum()), int((filed & wrong).sum()))


def tightened(
    scores: NDArray[np.float64],
    wrong: NDArray[np.bool_],
    threshold: float,
    alpha: float,
) -> float | None:
    """The threshold, raised until at most a share alpha of the filed newest is wrong.

    None if no threshold keeps the promise on them.
    """
    kept = scores >= threshold
    if not kept.any():
        return threshold
    order = np.argsort(-scores[kept], kind="stable")
    ordered, errors = scores[kept][order], np.cumsum(wrong[kept][order])
    last_of_tie = np.append(np.diff(ordered) != 0, True)
    fits = np.flatnonzero(
        (errors <= alpha * np.arange(1, len(errors) + 1)) & last_of_tie
    )
    if not len(fits):
        return None
    return threshold if fits[-1] == len(ordered) - 1 else float(ordered[fits[-1]])
