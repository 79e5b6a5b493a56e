"""Margins to honest probabilities, fitted on out-of-fold predictions.

A temperature on the softmax (Guo et al., 2017), then a map of the best class's
probability: isotonic regression (Zadrozny & Elkan, 2002) with many documents,
Platt's smoothed sigmoid (Platt, 1999) with few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its optimisation loads at its first use: only a training needs it
from numpy.typing import NDArray
from scipy.special import expit, logit

from unidoc.ml import fields
from unidoc.ml.container import State
from unidoc.ml.errors import ModelFileError

MANY_DOCUMENTS = 1000
_LOG_TEMPERATURES = (-3.0, 5.0)
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Calibration:
    """Temperature and a piecewise-linear map of the top probability.

    Attributes:
        temperature: the softmax is taken of temperature * margins.
        knots: float64, increasing raw top probabilities.
        values: float64, the calibrated probability at each knot.

    """

    temperature: float
    knots: NDArray[np.float64]
    values: NDArray[np.float64]

    @classmethod
    def fit(
        cls, margins: NDArray[np.float32], classes: NDArray[np.int32]
    ) -> Calibration:
        temperature = _temperature(margins, classes)
        top = _top_shares(margins.astype(np.float64), temperature)
        correct = margins.argmax(axis=1) == classes
        fitted = _isotonic if len(classes) >= MANY_DOCUMENTS else _platt
        knots, values = fitted(top, correct)
        edge = 1 / (len(classes) + 2)  # nothing is certain after n documents
        return cls(temperature, knots, np.clip(values, edge, 1 - edge))

    def state(self) -> State:
        arrays = {"knots": self.knots, "values": self.values}
        return State({"temperature": self.temperature}, arrays)

    @classmethod
    def from_state(cls, state: State) -> Calibration:
        knots = fields.array(state, "knots", np.float64, (None,))
        values = fields.array(state, "values", np.float64, (len(knots),))
        if not len(knots) or (np.diff(knots) < 0).any():
            raise ModelFileError("The model's calibration is not in order.")
        return cls(fields.fact(state, "temperature", float), knots, values)

    def probabilities(
        self, margins: NDArray[np.float32], columns: NDArray[np.intp] | None = None
    ) -> NDArray[np.float64]:
        """Rows of probabilities; the best class's is calibrated.

        The others share what it leaves in proportion, but none exceeds it.

        Args:
            margins: documents x classes.
            columns: of each document, those that are asked for, the best one among
                them; by default all.

        """
        top = _top_shares(margins, self.temperature)
        calibrated = np.interp(top, self.knots, self.values)
        rest = np.maximum(1 - top, _EDGE)
        asked = margins
        if columns is not None:
            asked = np.take_along_axis(margins, columns, axis=1)
        best = asked.argmax(axis=1)
        rows = np.arange(len(best))
        below = (asked - asked[rows, best][:, None]).astype(np.float64)
        shared: NDArray[np.float64] = np.exp(self.temperature * below)
        shared *= (top * (1 - calibrated) / rest)[:, None]
        np.minimum(shared, calibrated[:, None], out=shared)
        shared[rows, best] = calibrated
        return shared


def _top_shares(
    margins: NDArray[np.floating], temperature: float
) -> NDArray[np.float64]:
    """The softmax of temperature * margins: that of each row's best class."""
    best = margins.argmax(axis=1)
    rows = np.arange(len(best))
    below = margins - margins[rows, best][:, None]
    below *= margins.dtype.type(temperature)
    below[rows, best] = -np.inf  # beside its 1 the others would lose their digits
    others = np.exp(below, out=below).sum(axis=1).astype(np.float64)
    shares: NDArray[np.float64] = 1 / (1 + others)
    return shares


def _temperature(margins: NDArray[np.float32], classes: NDArray[np.int32]) -> float:
    own = margins[np.arange(len(classes)), classes]
    best = (margins.max(axis=1) - own).astype(np.float64)
    below_best = margins - margins.max(axis=1, keepdims=True)

    def loss(log_temperature: float) -> float:
        temperature = np.exp(log_temperature)
        shares = np.exp(below_best * np.float32(temperature))
        spread = np.log(shares.sum(axis=1, dtype=np.float64))
        return float((spread + temperature * best).mean())

    found = scipy.optimize.minimize_scalar(
        loss, bounds=_LOG_TEMPERATURES, method="bounded", options={"xatol": 1e-3}
    )
    return float(np.exp(found.x))


def _isotonic(
    top: NDArray[np.float64], correct: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The corners of the increasing step function that fits best."""
    knots, place, counts = np.unique(top, return_inverse=True, return_counts=True)
    shares = np.bincount(place, weights=correct) / counts
    values = scipy.optimize.isotonic_regression(shares, weights=counts).x
    steps = np.diff(values) > 0
    corners = np.append(True, steps) | np.append(steps, True)
    return knots[corners], values[corners]


def _platt(
    top: NDArray[np.float64], correct: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A sigmoid of the top probability's log-odds, tabulated."""
    odds = logit(np.clip(top, _EDGE, 1 - _EDGE))
    right, wrong = int(correct.sum()), int((~correct).sum())
    targets = np.where(correct, (right + 1) / (right + 2), 1 / (wrong + 2))

    def loss(parameters: NDArray[np.float64]) -> float:
        chance = np.clip(expit(parameters[0] * odds + parameters[1]), _EDGE, 1 - _EDGE)
        cross = targets * np.log(chance) + (1 - targets) * np.log(1 - chance)
        return -float(cross.mean())

    start = np.array([1.0, 0.0])
    slope, offset = scipy.optimize.minimize(loss, start, method="Nelder-Mead").x
    knots = expit(np.linspace(-14, 14, 113))
    return knots, expit(max(slope, 0.0) * logit(knots) + offset)
