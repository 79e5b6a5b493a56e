"""Documents that belong nowhere yet but look alike: proposals for new projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its clustering loads at its first use: only a proposal needs it
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.lexicon import Lexicon, Words
from unidoc.ml.rows import count_columns
from unidoc.ml.tfidf import Limits, fit_block

# Average cosine within a group; clustering more documents than this at once is slow.
_ALIKE = 0.15
_MOST_DOCUMENTS = 3000
_TERMS = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that look alike.

    Attributes:
        members: places in the texts given, ascending.
        terms: words they share and the other texts don't, most telling first.
        cohesion: mean cosine between its documents.

    """

    members: tuple[int, ...]
    terms: tuple[str, ...]
    cohesion: float


def propose_groups(texts: Sequence[str], min_size: int = 3) -> list[Group]:
    """Groups of similar texts, largest first; texts like no other are left out.

    Average-linkage clustering of the texts' own TF-IDF rows, whose words need not be
    known to any model. Of more than 3,000 texts the first 3,000 are taken.
    """
    texts = texts[:_MOST_DOCUMENTS]
    lexicon, words = Lexicon.learn(texts)
    rows = _rows(lexicon, words)
    if len(texts) < max(min_size, 2) or not rows.nnz:
        return []
    cosines = (rows @ rows.T).toarray()
    clusters = _clusters(cosines)
    sizes = np.bincount(clusters)
    groups = []
    for cluster in np.flatnonzero(sizes >= min_size):
        members = np.flatnonzero(clusters == cluster)
        pairs = len(members) * (len(members) - 1)
        within = cosines[np.ix_(members, members)]
        cohesion = float((within.sum() - np.trace(within)) / pairs)
        terms = _terms(lexicon, words, rows, members)
        groups.append(Group(tuple(map(int, members)), terms, cohesion))
    return sorted(groups, key=lambda group: (-len(group.members), group.members))


def _rows(lexicon: Lexicon, words: Words) -> sp.csr_matrix:
    """Unit TF-IDF rows of the content stems that two texts or more have."""
    stems = words.stems
    content = lexicon.is_content()
    telling = np.where(content[stems], stems, -1).astype(np.int32)
    counts = count_columns(telling, words.indptr, len(lexicon.stems))
    block, rows = fit_block(counts, Limits(min_df=2), 1.0)
    full = (rows.data, block.kept[rows.indices], rows.indptr)
    return sp.csr_matrix(full, shape=counts.shape)


def _clusters(cosines: NDArray[np.float32]) -> NDArray[np.int32]:
    """The cluster number of each document, from 1."""
    upper = np.triu_indices(len(cosines), k=1)
    distances = 1 - np.clip(cosines[upper].astype(np.float64), 0, 1)
    tree = scipy.cluster.hierarchy.linkage(distances, method="average")
    clusters: NDArray[np.int32] = scipy.cluster.hierarchy.fcluster(
        tree, t=1 - _ALIKE, criterion="distance"
    )
    return clusters


def _terms(
    lexicon: Lexicon, words: Words, rows: sp.csr_matrix, members: NDArray[np.int64]
) -> tuple[str, ...]:
    """The stems that set the members apart, each in its commonest form."""
    inside = np.asarray(rows[members].mean(axis=0)).ravel()
    apart = inside - np.asarray(rows.mean(axis=0)).ravel()
    best = [int(stem) for stem in np.argsort(-apart, kind="stable")[:_TERMS]]
    forms: dict[int, Counter[str]] = {stem: Counter() for stem in best}
    for member in members:
        begin, end = words.indptr[member : member + 2]
        for number in words.numbers[begin:end]:
            stem = int(lexicon.stem_of[number])
            if stem in forms:
                forms[stem][lexicon.words[number]] += 1
    return tuple(
        min(forms[stem].items(), key=lambda form: (-form[1], form[0]))[0]
        for stem in best
        if forms[stem] and apart[stem] > 0
    )
