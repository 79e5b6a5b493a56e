"""From margins to predictions: calibrated, and held against the thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from unidoc.ml.prediction import Candidates, Prediction, Rankings
from unidoc.ml.ranking import best_columns
from unidoc.ml.trained import Trained

_CANDIDATES = 5
_OUTCOMES = np.array(["suggested", "filed", "unknown"], dtype=object)
_SUGGESTED, _FILED, _UNKNOWN = range(3)


def predictions(
    trained: Trained,
    labels: Sequence[str],
    thresholds: Sequence[float | None],
    margins: NDArray[np.float32],
    informative: NDArray[np.bool_],
) -> list[Prediction]:
    """One per row of margins.

    Args:
        trained: has the calibration and the filing score.
        labels: of the columns; those that training never saw are last.
        thresholds: of the labels, None where nothing is filed.
        margins: documents x labels.
        informative: whether a document says anything.

    """
    chances = trained.calibration.probabilities(margins)
    typical = trained.typicality.of(margins)
    scores = trained.typicality.scores(margins, typical)
    order = best_columns(margins, _CANDIDATES)
    best = order[:, 0]
    least = np.array([np.inf if t is None else t for t in thresholds])
    outcomes = np.where(scores >= least[best], _FILED, _SUGGESTED)
    outcomes[(typical < trained.typicality.floor) | ~informative] = _UNKNOWN
    names = np.array([*labels, None], dtype=object)
    rankings = _rankings(names, chances, margins, order)
    columns = (
        names[np.where(outcomes == _UNKNOWN, -1, best)].tolist(),
        chances[np.arange(len(best)), best].tolist(),
        _OUTCOMES[outcomes].tolist(),
        map(Candidates, repeat(rankings), range(len(best))),
        scores.tolist(),
        np.array(thresholds, dtype=object)[best].tolist(),
    )
    return list(map(Prediction, *columns))


def _rankings(
    names: NDArray[np.object_],
    chances: NDArray[np.float64],
    margins: NDArray[np.float32],
    order: NDArray[np.intp],
) -> Rankings:
    return Rankings(
        names[order].tolist(),
        np.take_along_axis(chances, order, axis=1).tolist(),
        np.take_along_axis(margins, order, axis=1).tolist(),
    )
