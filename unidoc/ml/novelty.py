"""Telling documents of classes never seen from those of the known ones.

The gap between the two best margins says which class it is, not whether it is any: a
document of a new class often falls clearly to its nearest relative. Its best margin
however is low for that class. So the filing score is the gap, limited by how typical
the best margin is, in units between the class's own and the archive's: at every score, the least typical of the
archive's documents that the gap alone would file are left to a person. The limit is read off the out-of-fold
documents as a curve; what it costs in coverage is its share by construction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.container import State
from unidoc.ml.errors import ModelFileError

_LEVELS = 50
_TOP_LEVEL = 0.98
# Left to a person at the loosest score, and from the `_STRICT` one on besides: little
# where the budget lets nearly everything be filed, more where errors are to be rare.
_LEAST_TYPICAL = 0.055
_MORE_WHEN_STRICT = 0.065
_STRICT = 0.1
# A small archive can't tell what is typical of its classes, and files little as it is.
_LEAST_TYPICAL_OF_FEW = 0.02
_MANY_DOCUMENTS = 1000
# Below what nearly all right answers reach, the document looks like nothing known.
_UNKNOWN_SHARE = 0.02
# A class where margins are low has unclear documents, which new ones of other classes
# look like: its own centre and spread are trusted by half only.
_OWN = 0.5
_PRIOR_DOCUMENTS = 5
_PRIOR_OF_SPREAD = 20
# A normal distribution has its standard deviation between this share and the median.
_BELOW = 0.16
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True, slots=True)
class Typicality:
    """How high the best margin is for its class, and what follows for the score.

    Attributes:
        medians: float64, the usual best margin of each class's right answers, drawn
            half the way to the archive's.
        spreads: float64, how far below it they usually are, likewise.
        knots: float64, ascending typicalities; limits: the score each may reach.
        floor: below this typicality a document is unknown.

    """

    medians: NDArray[np.float64]
    spreads: NDArray[np.float64]
    knots: NDArray[np.float64]
    limits: NDArray[np.float64]
    floor: float

    @classmethod
    def fit(
        cls, margins: NDArray[np.float32], classes: NDArray[np.int32]
    ) -> Typicality:
        """From out-of-fold margins and the given classes."""
        gap, best, highest = gaps(margins), margins.argmax(axis=1), margins.max(axis=1)
        right = best == classes
        medians, spreads = _usual(highest, np.where(right, classes, -1), margins)
        typical = (highest - medians[best]) / spreads[best]
        limits = np.quantile(gap, np.linspace(0, _TOP_LEVEL, _LEVELS)).astype(
            np.float64
        )
        spared = _spared_shares(len(classes))
        knots = [
            np.quantile(typical[gap >= limit], share)
            for limit, share in zip(limits, spared, strict=True)
        ]
        known = typical[right] if right.any() else typical
        floor = float(np.quantile(known, _UNKNOWN_SHARE))
        return cls(medians, spreads, np.maximum.accumulate(knots), limits, floor)

    def of(self, margins: NDArray[np.float32]) -> NDArray[np.float64]:
        """The typicality of each row's best margin; new labels count as average."""
        best = np.minimum(margins.argmax(axis=1), len(self.medians))
        usual = np.append(self.medians, self.medians.mean())[best]
        spread = np.append(self.spreads, self.spreads.mean())[best]
        typical: NDArray[np.float64] = (margins.max(axis=1) - usual) / spread
        return typical

    def scores(
        self, margins: NDArray[np.float32], typical: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """The filing score: the gap, limited by typicality (`of(margins)`)."""
        typical = self.of(margins) if typical is None else typical
        limit = np.interp(typical, self.knots, self.limits, right=np.inf)
        below = np.minimum(typical - self.knots[0], 0.0)
        scores: NDArray[np.float64] = np.minimum(gaps(margins), limit + below)
        return scores

    def state(self) -> State:
        arrays = {
            "medians": self.medians,
            "spreads": self.spreads,
            "knots": self.knots,
            "limits": self.limits,
        }
        return State({"floor": self.floor}, arrays)

    @classmethod
    def from_state(cls, state: State, n_classes: int) -> Typicality:
        knots = fields.array(state, "knots", np.float64, (None,))
        limits = fields.array(state, "limits", np.float64, (len(knots),))
        if not len(knots) or (np.diff(knots) < 0).any() or (np.diff(limits) < 0).any():
            raise ModelFileError("The model's typicality curve is not in order.")
        medians = fields.array(state, "medians", np.float64, (n_classes,))
        spreads = fields.array(state, "spreads", np.float64, (n_classes,))
        if (spreads < _LEAST_SPREAD).any():
            raise ModelFileError("The model's typical margins have no spread.")
        floor = fields.fact(state, "floor", float)
        return cls(medians, spreads, knots, limits, floor)


def gaps(margins: NDArray[np.float32]) -> NDArray[np.float64]:
    """The best margin less the second best."""
    best = np.partition(margins, -2, axis=1)[:, -2:].astype(np.float64)
    gap: NDArray[np.float64] = best[:, 1] - best[:, 0]
    return gap


def _spared_shares(n_documents: int) -> NDArray[np.float64]:
    """The share left to a person at each level, from the loosest to the strictest."""
    if n_documents < _MANY_DOCUMENTS:
        return np.full(_LEVELS, _LEAST_TYPICAL_OF_FEW)
    strictness = np.minimum(np.linspace(0, _TOP_LEVEL, _LEVELS) / _STRICT, 1.0)
    return _LEAST_TYPICAL + _MORE_WHEN_STRICT * strictness


def _usual(
    best: NDArray[np.float32], classes: NDArray[np.int32], margins: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Median and spread of each class's best margins, right answers alone.

    Both are drawn to the archive's, wholly where the class is small; a small archive
    has one spread for all.
    """
    right = classes >= 0
    usual, spread = _centre(best[right] if right.any() else best)
    medians = np.full(margins.shape[1], usual)
    spreads = np.full(margins.shape[1], spread)
    for number in np.unique(classes[right]):
        own = best[classes == number]
        own_usual, own_spread = _centre(own)
        trust = _OWN * len(own) / (len(own) + _PRIOR_DOCUMENTS)
        medians[number] = trust * own_usual + (1 - trust) * usual
        if len(best) >= _MANY_DOCUMENTS:
            trust = len(own) / (len(own) + _PRIOR_OF_SPREAD)
            own_spread = trust * own_spread + (1 - trust) * spread
            spreads[number] = own_spread**_OWN * spread ** (1 - _OWN)
    return medians, spreads


def _centre(values: NDArray[np.float32]) -> tuple[float, float]:
    """The median and its distance to what most values exceed."""
    low, median = np.quantile(values.astype(np.float64), [_BELOW, 0.5])
    return float(median), max(float(median - low), _LEAST_SPREAD)
