"""The mission's recipe: TF-IDF of the commonest words and a random forest.

Kept selectable as the baseline that the default is measured against. Trees are
stored as arrays, and scored here, so that no pickle is needed to load one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.container import State
from unidoc.ml.errors import ModelFileError
from unidoc.ml.lexicon import UNKNOWN
from unidoc.ml.recipe import Judgement, Unseen
from unidoc.ml.rows import count_columns, normalise_rows
from unidoc.ml.stopwords import STOP_WORDS
from unidoc.ml.text import tokenise

_WORDS = 300
_TREES = 100


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees in one set of nodes; a leaf has left == UNKNOWN.

    Attributes:
        roots: int32, the first node of each tree.
        left, right: int32, the children.
        feature: int32, the column a node asks about.
        cut: float64, go left if value <= cut.
        shares: float64 CSR, nodes x classes; the class shares of each leaf.

    """

    roots: NDArray[np.int32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    feature: NDArray[np.int32]
    cut: NDArray[np.float64]
    shares: sp.csr_matrix

    def shares_of(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Mean class shares, documents x classes."""
        nodes = np.tile(self.roots, (len(rows), 1))
        documents = np.arange(len(rows))[:, None]
        inner = self.left[nodes] != UNKNOWN
        while inner.any():
            goes_left = rows[documents, self.feature[nodes]] <= self.cut[nodes]
            child = np.where(goes_left, self.left[nodes], self.right[nodes])
            nodes = np.where(inner, child, nodes)
            inner = self.left[nodes] != UNKNOWN
        weights = np.full(nodes.size, 1 / len(self.roots))
        indptr = np.arange(len(rows) + 1) * len(self.roots)
        shape = (len(rows), len(self.left))
        visits = sp.csr_matrix((weights, nodes.ravel(), indptr), shape=shape)
        shares: NDArray[np.float64] = (visits @ self.shares).toarray()
        return shares


@dataclass(slots=True)
class ForestRecipe:
    """Scores are the forest's mean class shares."""

    name: ClassVar[str] = "forest"

    words: list[str]
    idf: NDArray[np.float32]
    trees: Trees
    _index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._index = {word: number for number, word in enumerate(self.words)}

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        classes: NDArray[np.int32],
        newest: NDArray[np.bool_] | None = None,
    ) -> tuple[ForestRecipe, Unseen]:
        """The recipe and its out-of-bag scores; it doesn't look at the newest."""
        # Only this recipe needs them, and they cost every process 40 MB.
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.feature_extraction.text import TfidfVectorizer

        tfidf = TfidfVectorizer(
            max_features=_WORDS, analyzer=tokenise, dtype=np.float32
        )
        rows = tfidf.fit_transform(texts)
        forest = RandomForestClassifier(_TREES, oob_score=_out_of_bag, random_state=0)
        forest.fit(rows, classes)
        words = [str(word) for word in tfidf.get_feature_names_out()]
        recipe = cls(words, tfidf.idf_.astype(np.float32), _trees(forest))
        scores = np.nan_to_num(forest.oob_decision_function_).astype(np.float32)
        return recipe, Unseen(scores)

    def judge(self, texts: Sequence[str]) -> Judgement:
        documents = [tokenise(text) for text in texts]
        numbers = [
            self._index.get(word, UNKNOWN) for words in documents for word in words
        ]
        indptr = np.concatenate([[0], np.cumsum([len(words) for words in documents])])
        columns = np.array(numbers, dtype=np.int32)
        rows = count_columns(columns, indptr.astype(np.int64), len(self.words))
        rows.data *= self.idf[rows.indices]
        normalise_rows(rows, 1.0)
        telling = [
            any(word in self._index and word not in STOP_WORDS for word in words)
            for words in documents
        ]
        shares = self.trees.shares_of(rows.toarray())
        return Judgement(shares.astype(np.float32), np.array(telling, dtype=np.bool_))

    def state(self) -> State:
        trees = self.trees
        arrays: dict[str, NDArray[Any]] = {
            **fields.pack_strings("words", self.words),
            "idf": self.idf,
            "roots": trees.roots,
            "left": trees.left,
            "right": trees.right,
            "feature": trees.feature,
            "cut": trees.cut,
            **fields.pack_rows("shares", trees.shares),
        }
        return State({}, arrays)

    @classmethod
    def from_state(cls, state: State, n_classes: int, n_documents: int) -> ForestRecipe:
        """As stored; out-of-bag scores are kept by the classifier, so `n_documents` is
        for the other recipe alone.
        """
        words = fields.unpack_strings(state, "words")
        idf = fields.array(state, "idf", np.float32, (len(words),))
        left = fields.indices(state, "left", None, (UNKNOWN, 1 << 31 - 1))
        size = len(left)
        trees = Trees(
            fields.sorted_indices(state, "roots", size),
            left,
            fields.indices(state, "right", size, (UNKNOWN, size)),
            fields.indices(state, "feature", size, (0, len(words))),
            fields.array(state, "cut", np.float64, (size,)),
            fields.rows(state, "shares", np.float64, (size, n_classes)),
        )
        _check_descent(trees)
        return cls(words, idf, trees)


def _out_of_bag(truth: Any, predicted: Any) -> float:
    """The score scikit-learn insists on; the scores themselves are what we want."""
    return float(np.mean(np.ravel(truth) == np.ravel(predicted)))


def _trees(forest: Any) -> Trees:
    trees = [estimator.tree_ for estimator in forest.estimators_]
    starts = np.concatenate([[0], np.cumsum([tree.node_count for tree in trees])])

    def shifted(name: str) -> NDArray[np.int32]:
        parts = []
        for tree, start in zip(trees, starts[:-1], strict=True):
            child = getattr(tree, name)
            parts.append(np.where(child < 0, UNKNOWN, child + start))
        return np.concatenate(parts).astype(np.int32)

    left = shifted("children_left")
    shares = [sp.csr_matrix(tree.value[:, 0, :]) for tree in trees]
    leaves = sp.diags((left == UNKNOWN).astype(np.float64))
    stored = (leaves @ sp.vstack(shares)).tocsr()
    stored.eliminate_zeros()
    feature = np.concatenate([tree.feature for tree in trees])
    return Trees(
        starts[:-1].astype(np.int32),
        left,
        shifted("children_right"),
        np.maximum(feature, 0).astype(np.int32),
        np.concatenate([tree.threshold for tree in trees]),
        stored,
    )


def _check_descent(trees: Trees) -> None:
    """Children come after their parents, so that every walk ends."""
    size = len(trees.left)
    inner = trees.left != UNKNOWN
    parents = np.flatnonzero(inner)
    for child in (trees.left[inner], trees.right[inner]):
        if (child <= parents).any() or (child >= size).any():
            raise ModelFileError("The model's trees are not trees.")
    if not len(trees.roots):
        raise ModelFileError("The model's forest has no tree.")
