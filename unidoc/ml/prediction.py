"""What the engine answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

Outcome = Literal["filed", "suggested", "unknown"]


class Candidate(NamedTuple):
    """One class with its calibrated probability and its raw margin."""

    label: str
    probability: float
    score: float


@dataclass(frozen=True, slots=True)
class Rankings:
    """The best few classes of many documents: what `Candidate`s are made of, row by row.

    Attributes:
        names: object, the labels of all classes.
        columns: the classes, documents x places.
        probabilities: float64, theirs; scores: float32, theirs.

    """

    names: NDArray[np.object_]
    columns: NDArray[np.intp]
    probabilities: NDArray[np.float64]
    scores: NDArray[np.float32]

    def candidates(self, row: int) -> tuple[Candidate, ...]:
        """Those of one document, best first."""
        labels = self.names[self.columns[row]].tolist()
        chances, scores = self.probabilities[row].tolist(), self.scores[row].tolist()
        return tuple(map(Candidate, labels, chances, scores))


class Candidates(Sequence[Candidate]):
    """One document's candidates, best first; they are made when they are asked for.

    Equal to the tuple of its items.
    """

    __slots__ = ("_rankings", "_row")

    def __init__(self, rankings: Rankings, row: int) -> None:
        self._rankings = rankings
        self._row = row

    @overload
    def __getitem__(self, place: int) -> Candidate: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Candidate, ...]: ...

    def __getitem__(self, place: int | slice) -> Candidate | tuple[Candidate, ...]:
        return self._rankings.candidates(self._row)[place]

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._rankings.candidates(self._row))

    def __len__(self) -> int:
        return len(self._rankings.columns[self._row])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class Prediction(NamedTuple):
    """Where a document belongs.

    Attributes:
        label: the best class; None if the outcome is unknown.
        probability: of the best class, calibrated.
        outcome: filed (the score reaches the threshold), suggested (a person should
            look), or unknown (it looks like nothing in the archive).
        candidates: up to five classes, best first.
        score: the filing score that is compared with the threshold.
        threshold: of the error budget in force; None if it lets nothing be filed.

    """

    label: str | None
    probability: float
    outcome: Outcome
    candidates: Sequence[Candidate]
    score: float
    threshold: float | None


@dataclass(frozen=True, slots=True)
class Precedent:
    """A confirmed document that resembles a new one.

    Attributes:
        id: as given to `fit`, or the handle of a correction.
        label: where it was confirmed to belong.
        similarity: cosine of the weightiest stems, 0 to 1.

    """

    id: str
    label: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Suspect:
    """A training document whose label is probably wrong.

    Attributes:
        id: as given to `fit`.
        label: the given label.
        suggested: the label that the other documents speak for.
        margin: the given label's out-of-fold margin less the suggested one's.

    """

    id: str
    label: str
    suggested: str
    margin: float


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two nearly equal training documents with different labels."""

    first: Precedent
    second: Precedent
