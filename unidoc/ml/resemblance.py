"""How much documents of a look resemble one another, and no document of the training."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from unidoc.ml.known import Known
from unidoc.ml.pool import Floats, Pool

# Documents are alike when they are nearer than the so many nearest known ones.
_NEIGHBOURS = 5
# So many centres speak for a cluster: one alone may be a chance, a new class has more.
_CENTRES = 10
_BLOCK = 500
_LEAST = 1e-12


def cosines(pool: Pool) -> tuple[Floats, Floats]:
    """(documents, documents) of each other, 0 on the diagonal; and (documents,): of each
    document's `_NEIGHBOURS`-th nearest known one. Stems weigh more the rarer they were.
    """
    # lazy: web processes never need it, and it takes 60 MB and a third of a second.
    from sklearn.preprocessing import normalize

    weights = np.log((len(pool.known) + 2) / (pool.known_counts + 1))
    rarity = sp.diags(weights.astype(np.float32))
    ours = normalize(pool.rows @ rarity)
    theirs = normalize(_widened(pool.known, len(pool.names)) @ rarity)
    cosine: Floats = (ours @ ours.T).toarray()
    np.fill_diagonal(cosine, 0)
    return cosine, _nearest_known(ours, theirs)


def likeness(pool: Pool, cosine: Floats, nearest: Floats) -> Floats:
    """(documents, documents): how far two are nearer than known ones, both unsure.

    Schilling, Multivariate two-sample tests based on nearest neighbors, 1986.
    """
    nearer = np.maximum(cosine - nearest[:, None], 0)
    alike: Floats = np.sqrt(nearer + nearer.T) * _both_unsure(pool)
    return alike


def density(pool: Pool, cosine: Floats) -> Floats:
    """(sets, documents): how much more of its like a document has in a set than by chance.

    In standard deviations of a random set. Alike are two unsure documents of similar words
    that the model weighs up alike. Each document is a centre, as in a scan for clusters
    (Kulldorff, A spatial scan statistic, 1997).
    """
    profiles = _profiles(pool.chances)
    alike = cosine * np.maximum(profiles @ profiles.T, 0) * _both_unsure(pool)
    share = pool.share
    variance = share * (1 - share) * (alike**2).sum(axis=1)
    spread = np.sqrt(variance + 1e-4 * np.median(variance) + _LEAST)
    found: Floats = (pool.sets @ alike - share * alike.sum(axis=1)) / spread
    return found


def knit(pool: Pool, dense: Floats) -> Floats:
    """Of each set, the mean of its `_CENTRES` densest documents."""
    own = np.where(pool.sets > 0, dense, -np.inf)
    mean: Floats = np.partition(own, -_CENTRES, axis=1)[:, -_CENTRES:].mean(axis=1)
    return mean


def _profiles(chances: Floats) -> Floats:
    """Unit rows: what speaks for each class more than it does for other documents."""
    logs = np.log(np.maximum(chances, _LEAST))
    logs -= logs.mean(axis=1, keepdims=True)
    logs -= logs.mean(axis=0)
    logs /= logs.std(axis=0) + _LEAST
    unit: Floats = logs / (np.linalg.norm(logs, axis=1, keepdims=True) + _LEAST)
    return unit


def _both_unsure(pool: Pool) -> Floats:
    weight: Floats = np.outer(pool.unsure, pool.unsure) ** 2
    return weight


def _widened(known: Known, columns: int) -> sp.csr_matrix:
    rows = known.rows.copy()
    rows.resize((len(known), columns))
    return rows


def _nearest_known(ours: sp.csr_matrix, theirs: sp.csr_matrix) -> Floats:
    """The cosine of each document's `_NEIGHBOURS`-th nearest known one."""
    nearest = np.zeros((ours.shape[0], _NEIGHBOURS), dtype=np.float32)
    for start in range(0, theirs.shape[0], _BLOCK):
        block = (ours @ theirs[start : start + _BLOCK].T).toarray()
        both = np.hstack([nearest, block])
        nearest = np.partition(both, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS:]
    least: Floats = nearest.min(axis=1)
    return least
