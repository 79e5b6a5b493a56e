"""Held-out and recent documents together, and random sets of them: what a look compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy  # its statistics load at their first use: only a look needs them
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.known import Known, stem_rows
from unidoc.ml.seen import Seen

PERMUTATIONS = 2000
_SEED = 20_261

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Pool:
    """Documents that the model has not seen, and which of them are in which set.

    Attributes:
        known: the documents that the model has seen.
        documents: held-out ones first, then the recent ones.
        unsure: (documents,) 0 for the one that the model is surest of, to 1.
        chances: (documents, classes) the model's probabilities.
        sets: (1 + PERMUTATIONS, documents) of 0 and 1; the first are the recent ones.

    """

    known: Known
    documents: Sequence[Seen]
    unsure: Floats
    chances: Floats
    sets: Floats

    @classmethod
    def of(cls, known: Known, before: Sequence[Seen], recent: Sequence[Seen]) -> Pool:
        # lazy: web processes never look for drift.

        documents = [*before, *recent]
        ranks = scipy.stats.rankdata([one.score for one in documents]) / len(documents)
        sets = _random_sets(len(documents), len(recent))
        sets[0] = np.arange(len(documents)) >= len(before)
        chances = np.array([one.chances for one in documents], dtype=np.float32)
        return cls(known, documents, (1 - ranks).astype(np.float32), chances, sets)

    @property
    def share(self) -> float:
        """The part of the documents that a set has."""
        return float(self.sets[0].sum() / len(self.documents))

    @cached_property
    def _stems(self) -> tuple[list[str], sp.csr_matrix]:
        index = dict(self.known.index)
        rows = stem_rows((one.words for one in self.documents), index)
        return list(index), rows

    @property
    def names(self) -> list[str]:
        """Stems of the columns of `rows`; those of the known documents come first."""
        return self._stems[0]

    @property
    def rows(self) -> sp.csr_matrix:
        """Which document has which stem, 0 or 1."""
        return self._stems[1]

    @cached_property
    def known_counts(self) -> NDArray[np.float64]:
        """In how many known documents each stem occurs."""
        counts = self.known.counts
        return np.array([counts[name] for name in self.names], dtype=np.float64)


def _random_sets(documents: int, size: int) -> Floats:
    chance = np.random.default_rng(_SEED)
    sets = np.zeros((1 + PERMUTATIONS, documents), dtype=np.float32)
    for row in sets[1:]:
        row[chance.choice(documents, size, replace=False)] = 1
    return sets
