"""What people taught the model since its training: learnt at once, undone without trace.

A correction is one or more passive-aggressive steps (Crammer et al., 2006) on the right
class and its strongest rival. The trained coefficients are never touched: a step adds
eta * (row . x) to one margin and takes it from another, so the corrections are kept as
their rows and a small matrix of steps. Taking one back replays those after it, and
the result is bit for bit what it would be had it never been learnt.

A step has a constant part besides: it lifts the right class against the wrong one for
all documents, as if each row had one more column. So a correction tells for texts that
share few words with it. What one answer may shift, a hundred may not: the first has the
whole of it, the tenth a tenth.

A class that training never saw starts with its first correction: its margin is about
that of a rare class plus the small-class vote for the documents learnt so far, which
doesn't fade before a training has made the class's own coefficients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.errors import InvalidInputError, UnknownCorrectionError
from unidoc.ml.foreign import FOREIGN_BUCKETS
from unidoc.ml.linear import LinearModel
from unidoc.ml.precedents import weightiest
from unidoc.ml.rows import row_sums
from unidoc.ml.small_classes import SIMILARITY, profiles

# A little above a rare class in training (-1): whoever names a class will meet it again.
NEW_CLASS_MARGIN = -0.8
# The lead that a correction gives its own document: more costs all others more. A class
# that training never saw needs more, or its next documents would not find it.
_TARGET_LEAD = 0.5
_TARGET_LEAD_OF_NEW = 1.0
_LARGEST_STEP = 2.0
_MOST_STEPS = 10
# The square of the constant column in the first correction. More helps the next documents
# of its class more, and costs all others more.
_LIFT = 0.8
# Of a small class's profile: the steps of its corrections say much of it already.
_PROFILE_SHARE = 0.5
# Half of the lead that a correction gives its own document.
_TAUGHT = _TARGET_LEAD / 2


@dataclass(frozen=True, slots=True)
class Correction:
    """One answer of a person.

    Attributes:
        handle: names the correction, unique within a model.
        label: where the document belongs.
        columns, values: the document's row, and behind the trained columns the
            foreign ones.
        margins: float32, what training alone says, one per trained class.

    """

    handle: str
    label: str
    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    margins: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A label that training never saw, from its corrections.

    Attributes:
        members: the numbers of its corrections.
        length: the norm of the sum of their rows.
        shared: the centroid's product with the archive's mean direction.
        profile: float64, how the trained classes see it.

    """

    members: list[int]
    length: float
    shared: float
    profile: NDArray[np.float64]


@dataclass(slots=True)
class Corrections:
    """An ordered list of corrections and what follows from it.

    Attributes:
        classes: the trained labels.
        sizes: int64, how many documents each was trained on.
        model: the trained coefficients, which corrections leave alone.
        learnt: the corrections, oldest first.
        new: labels that training never saw, in order of their first correction.

    """

    classes: Sequence[str]
    sizes: NDArray[np.int64]
    model: LinearModel
    learnt: list[Correction] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    rows: sp.csr_matrix = field(init=False, repr=False)
    _mean: NDArray[np.float32] = field(init=False, repr=False)
    _products: list[NDArray[np.float32]] = field(default_factory=list, repr=False)
    _steps: NDArray[np.float32] = field(init=False, repr=False)
    _lifts: list[float] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        unseen = np.zeros(FOREIGN_BUCKETS, dtype=np.float32)
        self._mean = np.concatenate([self.model.expert.mean, unseen])
        self.rows = sp.csr_matrix((0, self.width), dtype=np.float32)
        self._steps = np.zeros((0, len(self.classes)), dtype=np.float32)

    @property
    def width(self) -> int:
        """Trained and foreign columns."""
        return len(self._mean)

    @property
    def trained_width(self) -> int:
        return self.width - FOREIGN_BUCKETS

    @property
    def foreign(self) -> NDArray[np.int32]:
        """The foreign columns of the corrections, numbered from 0."""
        columns = self.rows.indices - self.trained_width
        found: NDArray[np.int32] = columns[columns >= 0]
        return found

    @property
    def labels(self) -> list[str]:
        """Trained and new labels, in the order of the margins."""
        return [*self.classes, *self.new]

    def next_handle(self) -> str:
        """The first number that is no handle yet."""
        taken = {known.handle for known in self.learnt}
        return next(str(n) for n in count(len(taken)) if str(n) not in taken)

    def similar(self, row: sp.csr_matrix) -> NDArray[np.float32]:
        """Cosines of the corrected documents with one row of `weightiest`."""
        if not self.learnt:
            return np.empty(0, dtype=np.float32)
        stems = weightiest(self.rows, row.shape[1])
        cosines: NDArray[np.float32] = (stems @ row.T).toarray().ravel()
        return cosines

    def learn(self, correction: Correction) -> None:
        """Append a correction; InvalidInputError if its handle is taken."""
        if any(known.handle == correction.handle for known in self.learnt):
            raise InvalidInputError(f"The correction {correction.handle!r} is known.")
        row = _row(correction, self.width)
        self.rows = sp.vstack([self.rows, row], format="csr")
        self._products.append(self._products_with(row)[0])
        self.learnt.append(correction)
        self._take_steps(len(self.learnt) - 1)

    def forget(self, handle: str) -> None:
        """Take a correction back; UnknownCorrectionError if there is none."""
        handles = [known.handle for known in self.learnt]
        if handle not in handles:
            raise UnknownCorrectionError(f"There is no correction {handle!r} to undo.")
        place = handles.index(handle)
        del self.learnt[place], self._products[place]
        del self._lifts[place:]
        self._products[place:] = [
            np.delete(products, place) for products in self._products[place:]
        ]
        kept = np.delete(np.arange(self.rows.shape[0]), place)
        self.rows = self.rows[kept]
        self._replay(place)

    def adjust(
        self, rows: sp.csr_matrix, margins: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The margins of all labels from those of the trained classes.

        The rows have the trained columns, or the foreign ones behind them, too.
        """
        if not self.learnt:
            return margins
        parts = (rows.data, rows.indices, rows.indptr)
        rows = sp.csr_matrix(parts, shape=(rows.shape[0], self.width))
        norms = np.sqrt(row_sums(np.square(rows.data), rows.indptr))
        return self._adjusted(
            margins,
            self._products_with(rows),
            norms,
            rows @ self._mean,
            len(self.learnt),
        )

    def taught(
        self, margins: NDArray[np.float32], adjusted: NDArray[np.float32]
    ) -> NDArray[np.bool_]:
        """Which documents the corrections know, from their margins before and after.

        Their best margin is clearly higher for what was learnt.
        """
        rows, best = np.arange(len(adjusted)), adjusted.argmax(axis=1)
        start = np.full((len(margins), len(self.new)), NEW_CLASS_MARGIN)
        before = np.hstack([margins, start])[rows, best]
        known: NDArray[np.bool_] = adjusted[rows, best] - before >= _TAUGHT
        return known

    def weights(self, columns: NDArray[np.int32], norm: float) -> NDArray[np.float64]:
        """What the corrections add to the coefficients, columns x labels.

        The new labels' votes are linear in a row of this norm, so they are included.
        """
        rows = self.rows[:, columns].toarray().astype(np.float64)
        found: NDArray[np.float64] = rows.T @ self._steps.astype(np.float64)
        mean = self._mean[columns].astype(np.float64)
        coefficients = self._coefficients(columns)
        for place, label in enumerate(self.new, start=len(self.classes)):
            new = self._newcomer(label, len(self.learnt))
            centroid = rows[new.members].sum(axis=0) / new.length
            similar = (centroid - new.shared * mean) / max(norm, 1e-12)
            found[:, place] += SIMILARITY * similar + coefficients @ new.profile
        return found

    def _coefficients(self, columns: NDArray[np.int32]) -> NDArray[np.float64]:
        """The trained coefficients of some columns; foreign columns have none."""
        found = np.zeros((len(columns), len(self.classes)))
        trained = columns < self.trained_width
        found[trained] = self.model.coefficients[columns[trained]]
        return found

    def _products_with(self, rows: sp.csr_matrix) -> NDArray[np.float32]:
        """Scalar products, rows x corrections."""
        columns = np.zeros((self.width, 1), dtype=np.float32)
        if rows.shape[0] > 1:
            return (rows @ self.rows.T.tocsr()).toarray()  # type: ignore[no-any-return]
        columns[rows.indices, 0] = rows.data
        products: NDArray[np.float32] = (self.rows @ columns).T
        return products

    def _replay(self, place: int) -> None:
        """Recompute what follows from the corrections from `place` on."""
        steps, taken = self._steps, self.learnt[:place]
        self.new = list(
            dict.fromkeys(c.label for c in taken if c.label not in self.classes)
        )
        width = len(self.labels)
        self._steps = np.ascontiguousarray(steps[:place, :width])
        for following in range(place, len(self.learnt)):
            self._take_steps(following)

    def _take_steps(self, place: int) -> None:
        """Passive-aggressive steps until the correction's own label is best."""
        correction = self.learnt[place]
        if correction.label not in self.labels:
            self.new.append(correction.label)
        self._lifts.append(self._lift(place))
        steps = np.zeros((place + 1, len(self.labels)), dtype=np.float32)
        steps[:place, : self._steps.shape[1]] = self._steps
        self._steps = steps
        right = self.labels.index(correction.label)
        known = right < len(self.classes)
        target = _TARGET_LEAD if known else _TARGET_LEAD_OF_NEW
        square = float(np.square(correction.values, dtype=np.float64).sum())
        mean = float(correction.values @ self._mean[correction.columns])
        for _ in range(_MOST_STEPS if square else 0):
            margins = self._adjusted(
                correction.margins[None],
                self._products[place][None],
                np.array([np.sqrt(square)]),
                np.array([mean]),
                place + 1,
            )[0]
            margins[right], own = -np.inf, margins[right]
            rival = int(margins.argmax())
            lacking = target - float(own - margins[rival])
            if lacking <= 1e-4:
                break
            step = min(lacking / (2 * (square + self._lifts[place])), _LARGEST_STEP)
            steps[place, right] += step
            steps[place, rival] -= step

    def _lift(self, place: int) -> float:
        """The square of a correction's constant column; a new class has its own start."""
        trained = self.learnt[place].label in self.classes
        return _LIFT / (1 + place) if trained else 0.0

    def _adjusted(
        self,
        margins: NDArray[np.float32],
        products: NDArray[np.float32],
        norms: NDArray[np.float64],
        means: NDArray[np.floating],
        first: int,
    ) -> NDArray[np.float32]:
        """Margins of all labels, with the first corrections."""
        fresh = np.full(
            (len(margins), len(self.new)), NEW_CLASS_MARGIN, dtype=np.float32
        )
        adjusted = np.hstack([margins, fresh])
        adjusted += products @ self._steps
        trained = len(self.classes)
        lifts = np.array(self._lifts, dtype=np.float32)
        adjusted[:, :trained] += lifts @ self._steps[:, :trained]
        scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
        beyond = margins - self.model.expert.usual
        for place, label in enumerate(self.new, start=trained):
            new = self._newcomer(label, first)
            near = products[:, new.members].sum(axis=1, dtype=np.float64) / new.length
            adjusted[:, place] += SIMILARITY * scale * (near - means * new.shared)
            adjusted[:, place] += beyond @ new.profile
        return adjusted

    def _newcomer(self, label: str, first: int) -> Newcomer:
        """What the first corrections say of a new label."""
        members = [i for i in range(first) if self.learnt[i].label == label]
        square, mean = 0.0, 0.0
        for member in members:
            products = self._products[member]
            square += float(products[member])
            square += 2 * float(sum(products[i] for i in members if i < member))
            known = self.learnt[member]
            mean += float(known.values @ self._mean[known.columns])
        length = max(float(np.sqrt(square)), 1e-12)
        margins = np.array([self.learnt[member].margins for member in members])
        usual = self.model.expert.usual
        seen = margins.mean(axis=0, keepdims=True) if members else usual[None]
        profile = _PROFILE_SHARE * profiles(seen, usual, self.sizes)[0]
        return Newcomer(members, length, mean / length, profile)


def _row(correction: Correction, width: int) -> sp.csr_matrix:
    indptr = np.array([0, len(correction.columns)], dtype=np.int32)
    parts = (correction.values, correction.columns, indptr)
    return sp.csr_matrix(parts, shape=(1, width))
