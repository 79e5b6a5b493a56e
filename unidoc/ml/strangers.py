"""Is there a group among recent documents that training never saw? One exact test.

A new class shows in four ways at once, none of them strong while it is rare: its documents
resemble one another more than anything known; they crowd together in words and in what the
model makes of them; they share words that were rare; and the model hesitates between the
same few classes. Each way is a number of a set of documents; how unusual the recent ones
are is read off random sets of the same size out of the recent and the held-out documents
together. While both come from the same source these are exchangeable, and the p-value is
exact whatever the numbers are (Phipson & Smyth, Permutation p-values should never be zero,
2010). The four are joined by Fisher's combination within the same permutations (Pesarin &
Salmaso, Permutation Tests for Complex Data, 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its statistics load at their first use: only a look needs them
from numpy.typing import NDArray

from unidoc.ml.known import Known
from unidoc.ml.pool import Floats, Pool
from unidoc.ml.resemblance import cosines, density, knit, likeness
from unidoc.ml.seen import Seen

_STRONGEST_WORDS = 5
# A stem in fewer documents of the pool says nothing of a group.
_FEWEST_DOCUMENTS = 3
_BLOCK = 500
_WORDS_LEVEL = 0.99
# Between so many classes a model hesitates; what it gives to more is noise.
_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Strangers:
    """``p_value`` that there are none; the stems that they have in common, and how much
    each recent document is one of them.
    """

    p_value: float
    words: tuple[str, ...]
    weights: tuple[float, ...]


def find_strangers(
    known: Known, before: Sequence[Seen], recent: Sequence[Seen]
) -> Strangers:
    """Test recent documents against held-out ones; neither may be among the known."""
    pool = Pool.of(known, before, recent)
    cosine, nearest = cosines(pool)
    alike = likeness(pool, cosine, nearest)
    dense = density(pool, cosine)
    words = _words(pool)
    parts = [
        np.einsum("sd,sd->s", pool.sets @ alike, pool.sets),
        knit(pool, dense),
        words.strongest,
        _gathered(pool),
    ]
    return Strangers(
        _combined(np.array(parts)),
        tuple(words.found),
        tuple(dense[0, -len(recent) :].tolist()),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Of each set, the sum of its strongest stems; and the stems found in the recent."""

    strongest: Floats
    found: list[str]


def _words(pool: Pool) -> _Words:
    """Stems that are more frequent in a set than in training, as log-likelihood ratios.

    Documents count the more the less sure the model is of them. Dunning, Accurate methods
    for the statistics of surprise and coincidence, 1993.
    """
    weights = pool.unsure
    common = np.flatnonzero(np.asarray(pool.rows.sum(axis=0)) >= _FEWEST_DOCUMENTS)
    stems_of = pool.rows[:, common].toarray() * weights[:, None]
    rates = (pool.known_counts[common] + 0.5) / (len(pool.known) + 1)
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
    return _Words(
        np.concatenate(strongest), [pool.names[int(common[at])] for at in order]
    )


def _gathered(pool: Pool) -> Floats:
    """Of each set, how much its unsure documents gather under one class.

    Each counts for the classes that the model hesitates between, by the root of their
    chances.
    """
    kept = min(_CANDIDATES, pool.chances.shape[1])
    least = np.partition(pool.chances, -kept, axis=1)[:, -kept, None]
    roots = np.sqrt(np.where(pool.chances >= least, pool.chances, 0))
    weighty = roots * pool.unsure[:, None] ** 4
    expected = weighty.sum(axis=0) * pool.share
    highest: Floats = _surprise(pool.sets @ weighty, expected[None]).max(axis=1)
    return highest


def _surprise(counts: Floats, expected: NDArray[np.floating]) -> Floats:
    """Poisson log-likelihood ratios of counts above what is expected, else 0."""
    expected = np.maximum(expected, 1e-9)
    above = np.maximum(counts, expected)
    ratios: Floats = above * np.log(above / expected) - (above - expected)
    return ratios


def _combined(parts: Floats) -> float:
    """The share of sets that are as unusual as the first, all parts together."""
    shares = scipy.stats.rankdata(-parts, method="max", axis=1) / parts.shape[1]
    evidence = -np.log(shares).sum(axis=0)
    return float((evidence >= evidence[0] - 1e-9).mean())
