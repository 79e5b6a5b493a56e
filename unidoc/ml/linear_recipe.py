"""The default recipe: four TF-IDF blocks and one-vs-rest linear SVMs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.container import State, merge
from unidoc.ml.counting import STEMS
from unidoc.ml.crossfit import CrossFit, held_out_margins, stratified_folds
from unidoc.ml.dual import Problem
from unidoc.ml.features import Vectoriser
from unidoc.ml.foreign import foreign_rows
from unidoc.ml.lean import Document, read_document, stack_documents
from unidoc.ml.lexicon import Words
from unidoc.ml.linear import LinearModel, linear_model
from unidoc.ml.one_thread import one_thread
from unidoc.ml.precedents import Precedents
from unidoc.ml.priors import prior_offsets
from unidoc.ml.recipe import Judgement, Unseen
from unidoc.ml.small_classes import SmallClassExpert
from unidoc.ml.tokens import words_of
from unidoc.ml.vectoriser_state import pack_vectoriser, unpack_vectoriser

# Passes over the documents: from zero, and where the folds' models leave off.
_PASSES = 4
_LAST_PASSES = 2
# Few documents are solved to the optimum, or nearly: there a step less decides answers.
_LAST_PASSES_OF_FEW = 8
_FEW_DOCUMENTS = 1000
_FOLDS = 5
_FOLDS_OF_MANY = 4
_MANY_DOCUMENTS = 3000
# Up to so many documents the lean path is quicker than the batch.
_FEW = 4
# Characters of a text that is remembered.
_REMEMBERED = 1 << 19


@dataclass(slots=True)
class LinearRecipe:
    """Scores documents by a linear model over the vectoriser's rows."""

    name: ClassVar[str] = "linear"

    vectoriser: Vectoriser
    model: LinearModel
    precedents: Precedents
    _content: NDArray[np.bool_] = field(init=False, repr=False)
    # A text is judged, then explained, then compared with precedents: read once.
    _last: tuple[str, Document] | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        self._content = self.vectoriser.lexicon.is_content()

    @classmethod
    @one_thread()
    def fit(
        cls,
        texts: Sequence[str],
        classes: NDArray[np.int32],
        newest: NDArray[np.bool_] | None = None,
    ) -> tuple[LinearRecipe, Unseen]:
        """The trained recipe and what it says of texts it had not seen."""
        vectoriser, rows = Vectoriser.fit(texts)
        widths = vectoriser.widths
        n_folds = _FOLDS if len(classes) < _MANY_DOCUMENTS else _FOLDS_OF_MANY
        parts = stratified_folds(classes, n_folds)
        if newest is not None:
            parts = parts + n_folds * newest.astype(np.int8)
        problem = Problem.state(rows, classes, parts)
        folds = [(fold, n_folds + fold) for fold in range(n_folds)]
        crossed = CrossFit.fit(rows, problem, folds, widths)
        recent = None
        if newest is not None and np.ptp(classes[~newest]):
            new = range(n_folds, 2 * n_folds)
            older = problem.solve(_PASSES, new)
            recent = held_out_margins(rows, problem, older, new, widths)
        # The folds' models together are near the whole archive's.
        solution = problem.at(crossed.duals)
        few = len(classes) < _FEW_DOCUMENTS
        problem.improve(solution, _LAST_PASSES_OF_FEW if few else _LAST_PASSES)
        offsets = prior_offsets(crossed.margins, classes)
        model = linear_model(rows, problem, solution).raised(offsets)
        precedents = Precedents.keep(rows, widths[0])
        unseen = Unseen(crossed.margins, recent).raised(offsets)
        return cls(vectoriser, model, precedents), unseen

    def judge(self, texts: Sequence[str]) -> Judgement:
        if len(texts) > _FEW:
            return self._judge(self.vectoriser.lexicon.read(texts))
        read = [self.read(text) for text in texts]
        rows = stack_documents(read, self.vectoriser.width)
        telling = [bool(self._content[d.stems[d.stems >= 0]].any()) for d in read]
        margins = self.model.margins(rows)
        return Judgement(margins, np.array(telling, dtype=np.bool_), rows)

    def read(self, text: str) -> Document:
        """One text by the lean path; the last one is remembered, unless it is huge."""
        last = self._last
        if last is not None and last[0] == text:
            return last[1]
        document = read_document(self.vectoriser, words_of(text))
        self._last = (text, document) if len(text) <= _REMEMBERED else None
        return document

    def row(self, text: str) -> sp.csr_matrix:
        """The float32 row of one text."""
        return stack_documents([self.read(text)], self.vectoriser.width)

    def foreign(self, texts: Sequence[str]) -> sp.csr_matrix:
        """The float32 rows of what the texts say in words that training never saw."""
        lexicon = self.vectoriser.lexicon
        norm = self.vectoriser.blocks[STEMS].norm
        return foreign_rows(lexicon, lexicon.read(texts), norm)

    def _judge(self, words: Words) -> Judgement:
        rows = self.vectoriser.transform_words(words)
        telling = informative(words, self._content)
        return Judgement(self.model.margins(rows), telling, rows)

    def state(self) -> State:
        model = self.model
        arrays = {
            "coefficients": model.coefficients,
            "intercepts": model.intercepts,
        }
        return merge(
            {},
            {
                "vectoriser": pack_vectoriser(self.vectoriser),
                "precedents": self.precedents.state(),
                "model": State({}, arrays),
                "small_classes": model.expert.state(),
            },
        )

    @classmethod
    def from_state(cls, state: State, n_classes: int, n_documents: int) -> LinearRecipe:
        vectoriser = unpack_vectoriser(state.part("vectoriser"))
        part = state.part("model")
        width = vectoriser.width
        model = LinearModel(
            fields.array(part, "coefficients", np.float32, (width, n_classes)),
            fields.array(part, "intercepts", np.float32, (n_classes,)),
            SmallClassExpert.from_state(state.part("small_classes"), width, n_classes),
        )
        precedents = Precedents.from_state(
            state.part("precedents"), n_documents, vectoriser.widths[0]
        )
        return cls(vectoriser, model, precedents)


def informative(words: Words, content: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which documents have a known stem that is no function word."""
    telling = np.append(content, False)[words.stems]  # UNKNOWN is the last place
    before = np.concatenate([[0], np.cumsum(telling)])
    return before[words.indptr[1:]] > before[words.indptr[:-1]]
