"""From margins to predictions: calibrated, and held against the thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from unidoc.ml.novelty import Lead
from unidoc.ml.prediction import Candidates, Prediction, Rankings
from unidoc.ml.ranking import best_columns
from unidoc.ml.trained import Trained

_CANDIDATES = 5
_OUTCOMES = np.array(["suggested", "filed", "unknown"], dtype=object)
_SUGGESTED, _FILED, _UNKNOWN = range(3)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of some documents before any threshold.

    Attributes:
        margins: documents x labels.
        informative: whether a document says anything.
        trained_best: the best column before corrections; None when there are none.
        taught: whether corrections say where it belongs; None likewise.

    """

    margins: NDArray[np.float32]
    informative: NDArray[np.bool_]
    trained_best: NDArray[np.intp] | None = None
    taught: NDArray[np.bool_] | None = None


def predictions(
    trained: Trained,
    labels: Sequence[str],
    thresholds: Sequence[float | None],
    judged: Judged,
) -> list[Prediction]:
    """One per document.

    Args:
        trained: has the calibration and says what is unknown.
        labels: of the columns; those that training never saw are last.
        thresholds: of the labels, None where nothing is filed.
        judged: what the recipe and the corrections make of the documents.

    """
    margins = judged.margins
    order = best_columns(margins, _CANDIDATES)
    best, top = order[:, 0], np.take_along_axis(margins, order, axis=1)
    chances = trained.calibration.probabilities(margins, order)
    lead = Lead.of(margins)
    scores = lead.scores
    least = _least(thresholds, best, judged.trained_best)
    outcomes = np.where(scores >= least, _FILED, _SUGGESTED)
    strange = lead.over_field < trained.floor
    if judged.taught is not None:
        strange &= ~judged.taught
    outcomes[strange | ~judged.informative] = _UNKNOWN
    names = np.array([*labels, None], dtype=object)
    rankings = Rankings(names, order, chances, top)
    columns = (
        names[np.where(outcomes == _UNKNOWN, -1, best)].tolist(),
        chances[:, 0].tolist(),
        _OUTCOMES[outcomes].tolist(),
        map(Candidates, repeat(rankings), range(len(best))),
        scores.tolist(),
        [None if one == np.inf else one for one in least.tolist()],
    )
    return list(map(Prediction._make, zip(*columns, strict=True)))


def _least(
    thresholds: Sequence[float | None],
    best: NDArray[np.intp],
    trained_best: NDArray[np.intp] | None,
) -> NDArray[np.float64]:
    """The score that each document needs; infinite where nothing is filed.

    A class's threshold comes from what training alone would file there. What corrections
    brought there is no such document: it needs what its class before asks for, too.
    """
    least = np.array([np.inf if t is None else t for t in thresholds])
    found: NDArray[np.float64] = least[best]
    return found if trained_best is None else np.maximum(found, least[trained_best])
