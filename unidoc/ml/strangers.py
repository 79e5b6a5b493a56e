"""Is there a group among recent documents that training never saw? One exact test.

A new class shows in four ways at once, none of them strong while it is rare: its documents
resemble one another more than anything known, share words that were rare, do so among the
documents that the model is unsure of, and gather under few known classes. Each way is a
number of a set of documents; how unusual the recent ones are is read off random sets of
the same size out of the recent and the held-out documents together. While both come from
the same source these are exchangeable, and the p-value is exact whatever the numbers are
(Phipson & Smyth, Permutation p-values should never be zero, 2010). The four are joined by
Fisher's combination within the same permutations (Pesarin & Salmaso, Permutation Tests for
Complex Data, 2010). The likeness test is a nearest-neighbour one (Schilling, Multivariate
two-sample tests based on nearest neighbors, 1986).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.stats import rankdata

from unidoc.ml.seen import Seen, stems

PERMUTATIONS = 2000
# Documents are alike when they are nearer than the so many nearest known ones.
_NEIGHBOURS = 5
_STRONGEST_WORDS = 5
# A stem in fewer documents of the pool says nothing of a group.
_FEWEST_DOCUMENTS = 3
_BLOCK = 500
_WORDS_LEVEL = 0.99
_SEED = 20_261

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Known:
    """The stems of the documents that a model was trained on.

    Attributes:
        index: stem → column; ``rows``: a sparse 0/1 matrix, one row a document.

    """

    index: dict[str, int]
    rows: sp.csr_matrix

    @classmethod
    def of(cls, texts: Iterable[str]) -> Known:
        return cls._of_stems(stems(text) for text in texts)

    @classmethod
    def of_seen(cls, documents: Iterable[Seen]) -> Known:
        return cls._of_stems(document.words for document in documents)

    @classmethod
    def _of_stems(cls, documents: Iterable[Iterable[str]]) -> Known:
        index: dict[str, int] = {}
        return cls(index, _rows(documents, index))

    def __len__(self) -> int:
        return int(self.rows.shape[0])

    @cached_property
    def counts(self) -> Counter[str]:
        """In how many documents each stem occurs."""
        sums = np.asarray(self.rows.sum(axis=0)).ravel().astype(int).tolist()
        return Counter({stem: sums[column] for stem, column in self.index.items()})


@dataclass(frozen=True, slots=True)
class Strangers:
    """``p_value`` that there are none; the stems that they have in common, and how much
    each recent document is one of them.
    """

    p_value: float
    words: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Pool:
    """Held-out and recent documents together, and random sets of them.

    Attributes:
        unsure: (documents,) 0 for the surest to 1.
        sets: (1 + PERMUTATIONS, documents) of 0 and 1; the first are the recent ones.

    """

    documents: Sequence[Seen]
    unsure: Floats
    sets: Floats

    @classmethod
    def of(cls, before: Sequence[Seen], recent: Sequence[Seen]) -> _Pool:
        documents = [*before, *recent]
        ranks = rankdata([one.score for one in documents]) / len(documents)
        sets = _random_sets(len(documents), len(recent))
        sets[0] = np.arange(len(documents)) >= len(before)
        return cls(documents, (1 - ranks).astype(np.float32), sets)


def find_strangers(
    known: Known, before: Sequence[Seen], recent: Sequence[Seen]
) -> Strangers:
    """Test recent documents against held-out ones; neither may be among the known."""
    pool = _Pool.of(before, recent)
    index = dict(known.index)
    matrix = _rows((one.words for one in pool.documents), index)
    names = list(index)
    alike = _likeness(known, pool, names, matrix)
    everyone = np.ones_like(pool.unsure)
    plain = _words(known, pool, names, matrix, everyone)
    unsure = _words(known, pool, names, matrix, pool.unsure)
    parts = [
        np.einsum("sd,sd->s", pool.sets @ alike, pool.sets),
        plain.strongest,
        unsure.strongest,
        _gathered(pool),
    ]
    return Strangers(
        _combined(np.array(parts)),
        tuple(dict.fromkeys([*unsure.found, *plain.found])),
        tuple((alike @ pool.sets[0])[-len(recent) :].tolist()),
    )


def _random_sets(documents: int, size: int) -> Floats:
    chance = np.random.default_rng(_SEED)
    sets = np.zeros((1 + PERMUTATIONS, documents), dtype=np.float32)
    for row in sets[1:]:
        row[chance.choice(documents, size, replace=False)] = 1
    return sets


def _rows(documents: Iterable[Iterable[str]], index: dict[str, int]) -> sp.csr_matrix:
    """Which document has which stem, 0 or 1; new stems get the next columns."""
    columns, ends = array("i"), array("i", [0])
    for one in documents:
        columns.extend(index.setdefault(stem, len(index)) for stem in one)
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    return sp.csr_matrix((ones, columns, ends), shape=(len(ends) - 1, len(index)))


def _likeness(
    known: Known, pool: _Pool, names: Sequence[str], matrix: sp.csr_matrix
) -> Floats:
    """(documents, documents): how far two are nearer than known ones, both unsure."""
    # lazy: web processes never need it, and it takes 60 MB and a third of a second.
    from sklearn.preprocessing import normalize

    counts = np.array([known.counts[name] for name in names])
    rarity = sp.diags(np.log((len(known) + 2) / (counts + 1)).astype(np.float32))
    ours = normalize(matrix @ rarity)
    theirs = known.rows.copy()
    theirs.resize((len(known), len(names)))
    nearest = _nearest_known(ours, normalize(theirs @ rarity))
    cosine = (ours @ ours.T).toarray()
    np.fill_diagonal(cosine, 0)
    nearer = np.maximum(cosine - nearest[:, None], 0)
    weight = np.outer(pool.unsure, pool.unsure) ** 2
    alike: Floats = np.sqrt(nearer + nearer.T) * weight
    return alike


def _nearest_known(ours: sp.csr_matrix, theirs: sp.csr_matrix) -> Floats:
    """The cosine of each document's `_NEIGHBOURS`-th nearest known one."""
    nearest = np.zeros((ours.shape[0], _NEIGHBOURS), dtype=np.float32)
    for start in range(0, theirs.shape[0], _BLOCK):
        block = (ours @ theirs[start : start + _BLOCK].T).toarray()
        both = np.hstack([nearest, block])
        nearest = np.partition(both, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS:]
    least: Floats = nearest.min(axis=1)
    return least


@dataclass(frozen=True, slots=True)
class _Words:
    """Of each set, the sum of its strongest stems; and the stems found in the recent."""

    strongest: Floats
    found: list[str]


def _words(
    known: Known,
    pool: _Pool,
    names: Sequence[str],
    matrix: sp.csr_matrix,
    weights: Floats,
) -> _Words:
    """Stems that are more frequent in a set than in training, as log-likelihood ratios.

    Dunning, Accurate methods for the statistics of surprise and coincidence, 1993.
    """
    common = np.flatnonzero(np.asarray(matrix.sum(axis=0)) >= _FEWEST_DOCUMENTS)
    stems_of = matrix[:, common].toarray() * weights[:, None]
    rates = np.array([known.counts[names[at]] + 0.5 for at in common.tolist()]) / (
        len(known) + 1
    )
    # A document of weight w counts as w of one, its variance as w²: so many are they worth.
    worth = float((weights**2).mean() / weights.mean())
    strongest, highest, first = [], [], np.zeros(len(common))
    for start in range(0, len(pool.sets), _BLOCK):
        sets = pool.sets[start : start + _BLOCK]
        expected = (sets @ weights)[:, None] * rates.astype(np.float32)
        ratios = _surprise(sets @ stems_of, expected) / worth
        best = np.partition(ratios, -_STRONGEST_WORDS, axis=1)[:, -_STRONGEST_WORDS:]
        strongest.append(best.sum(axis=1))
        highest.append(best.max(axis=1))
        first = ratios[0] if start == 0 else first
    limit = np.quantile(np.concatenate(highest), _WORDS_LEVEL)
    order = [at for at in np.argsort(-first, kind="stable") if first[at] > limit]
    return _Words(np.concatenate(strongest), [names[int(common[at])] for at in order])


def _gathered(pool: _Pool) -> Floats:
    """Of each set, how much its unsure documents gather under one class."""
    labels = sorted({one.best for one in pool.documents})
    of_label = np.array(
        [[one.best == label for label in labels] for one in pool.documents]
    )
    weights = pool.unsure**2
    counts = pool.sets @ (of_label * weights[:, None]).astype(np.float32)
    share = pool.sets[0].sum() / len(pool.documents)
    expected = (of_label * weights[:, None]).sum(axis=0) * share
    highest: Floats = _surprise(counts, expected[None]).max(axis=1)
    return highest


def _surprise(counts: Floats, expected: Floats) -> Floats:
    """Poisson log-likelihood ratios of counts above what is expected, else 0."""
    expected = np.maximum(expected, 1e-9)
    above = np.maximum(counts, expected)
    ratios: Floats = above * np.log(above / expected) - (above - expected)
    return ratios


def _combined(parts: Floats) -> float:
    """The share of sets that are as unusual as the first, all parts together."""
    shares = rankdata(-parts, method="max", axis=1) / parts.shape[1]
    evidence = -np.log(shares).sum(axis=0)
    return float((evidence >= evidence[0] - 1e-9).mean())
