"""The default recipe: four TF-IDF blocks and one-vs-rest linear SVMs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.container import State, merge
from unidoc.ml.crossfit import out_of_fold_margins, stratified_folds
from unidoc.ml.features import FeatureOptions, Vectoriser, stem_numbers
from unidoc.ml.lexicon import Lexicon, Words
from unidoc.ml.linear import LinearModel, Solver, fit_linear, small_classes
from unidoc.ml.recipe import Judgement
from unidoc.ml.vectoriser_state import pack_vectoriser, unpack_vectoriser

_FOLDS = 5
_CHUNK = 1000


@dataclass(slots=True)
class LinearRecipe:
    """Scores documents by a linear model over the vectoriser's rows."""

    name: ClassVar[str] = "linear"

    vectoriser: Vectoriser
    model: LinearModel
    _content: NDArray[np.bool_] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._content = self.vectoriser.lexicon.is_content()

    @classmethod
    def fit(
        cls, texts: Sequence[str], classes: NDArray[np.int32]
    ) -> tuple[LinearRecipe, NDArray[np.float32]]:
        """The trained recipe and the out-of-fold margins of the training documents."""
        vectoriser, rows = Vectoriser.fit(texts, FeatureOptions())
        folds = stratified_folds(classes, _FOLDS)
        solver = Solver()
        margins = out_of_fold_margins(rows, classes, folds, vectoriser.widths, solver)
        everything = np.ones(len(classes), dtype=np.bool_)
        model = fit_linear(rows, classes, everything, small_classes(classes), solver)
        return cls(vectoriser, model), margins

    def judge(self, texts: Sequence[str]) -> Judgement:
        parts = [
            self._judge(self.vectoriser.lexicon.read(texts[begin : begin + _CHUNK]))
            for begin in range(0, max(len(texts), 1), _CHUNK)
        ]
        return Judgement(
            np.concatenate([part.margins for part in parts]),
            np.concatenate([part.informative for part in parts]),
        )

    def _judge(self, words: Words) -> Judgement:
        margins = self.model.margins(self.vectoriser.transform_words(words))
        return Judgement(
            margins, informative(self.vectoriser.lexicon, words, self._content)
        )

    def state(self) -> State:
        model = self.model
        arrays = {
            "coefficients": model.coefficients,
            "intercepts": model.intercepts,
            "small": model.small,
            **fields.pack_rows("centroids", model.centroids),
        }
        return merge(
            {},
            {
                "vectoriser": pack_vectoriser(self.vectoriser),
                "model": State({}, arrays),
            },
        )

    @classmethod
    def from_state(cls, state: State, n_classes: int) -> LinearRecipe:
        vectoriser = unpack_vectoriser(state.part("vectoriser"))
        part = state.part("model")
        width = vectoriser.width
        small = fields.sorted_indices(part, "small", n_classes)
        model = LinearModel(
            fields.array(part, "coefficients", np.float32, (width, n_classes)),
            fields.array(part, "intercepts", np.float32, (n_classes,)),
            fields.rows(part, "centroids", np.float32, (len(small), width)),
            small,
        )
        return cls(vectoriser, model)


def informative(
    lexicon: Lexicon, words: Words, content: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which documents have a known stem that is no function word."""
    stems = stem_numbers(lexicon, words)
    telling = np.append(content, False)[stems]  # UNKNOWN is the last place
    before = np.concatenate([[0], np.cumsum(telling)])
    return before[words.indptr[1:]] > before[words.indptr[:-1]]
