"""The engine's public face: train, predict, explain, learn, save, load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml import container, fields, filing
from unidoc.ml.container import State, merge
from unidoc.ml.corrections import Correction, Corrections
from unidoc.ml.corrections_state import pack_corrections, unpack_corrections
from unidoc.ml.errors import (
    InvalidInputError,
    ModelFileError,
    NotFittedError,
    UnsupportedByRecipeError,
)
from unidoc.ml.examples import Examples
from unidoc.ml.explain import Explanation, explain
from unidoc.ml.foreign import shares_columns
from unidoc.ml.linear_recipe import LinearRecipe
from unidoc.ml.portions import of_texts
from unidoc.ml.precedents import weightiest
from unidoc.ml.prediction import Contradiction, Precedent, Prediction, Suspect
from unidoc.ml.recency import NewestCheck, newest
from unidoc.ml.trained import RECIPES, Trained

FORMAT = 4
_TOGETHER = 4000
_CHARACTERS_TOGETHER = 1 << 22


class Classifier:
    """Files documents into classes within an error budget.

    Args:
        error_budget: the share of filed documents that may be wrong, in (0, 1).
        recipe: "linear", or "forest" for TF-IDF and a random forest.

    """

    def __init__(self, error_budget: float = 0.01, recipe: str = "linear") -> None:
        if not 0 < error_budget < 1:
            raise InvalidInputError(
                f"An error budget lies between 0 and 1, got {error_budget}."
            )
        if recipe not in RECIPES:
            known = " or ".join(sorted(RECIPES))
            raise InvalidInputError(f"The recipe is {known}, not {recipe!r}.")
        self.error_budget = error_budget
        self.recipe = recipe
        self._trained: Trained | None = None
        self._corrections: Corrections | None = None
        self._digest: str | None = None
        self._thresholds: dict[tuple[float, str | None], float | None] = {}

    @property
    def trained(self) -> Trained:
        """What training learnt; NotFittedError before fit or load."""
        if self._trained is None:
            raise NotFittedError
        return self._trained

    @property
    def classes_(self) -> list[str]:
        """The trained labels, in the order of the margins."""
        return self.trained.classes

    @property
    def labels(self) -> list[str]:
        """The trained labels and those that corrections brought."""
        return self.classes_ if self._corrections is None else self._corrections.labels

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the bytes that `save` writes now."""
        if self._digest is None:
            self._digest = container.digest_of(self.state())
        return self._digest

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        *,
        ids: Sequence[str] | None = None,
        dates: Sequence[date | None] | None = None,
    ) -> Self:
        """Train on labelled texts; a title or file name may be a text's first line.

        Args:
            texts: the documents.
            labels: one per document.
            ids: names of the documents, for precedents and suspects; by default
                their places, "0" and up.
            dates: of the documents, None where unknown; the promise is then also
                tested on the newest ones, at the cost of one more fit in five.

        Raises:
            NotEnoughData: fewer than two classes have two documents.
            InvalidInputError: the lengths differ, or a label or id is not usable.

        """
        examples = Examples.check(texts, labels, ids)
        recent = newest(dates, len(texts))
        self._adopt(Trained.fit(RECIPES[self.recipe], texts, examples, recent))
        return self

    def predict(
        self, texts: Sequence[str], budgets: Mapping[str, float] | None = None
    ) -> list[Prediction]:
        """One prediction per text.

        Args:
            texts: documents.
            budgets: error budgets of single classes, in place of the model's own.

        """
        predictions: list[Prediction] = []
        thresholds = self._thresholds_of_labels(budgets or {})
        for judged in self._portions(texts):
            predictions += filing.predictions(
                self.trained, self.labels, thresholds, judged
            )
        return predictions

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated probabilities, texts x labels; rows sum to 1."""
        parts = [np.empty((0, len(self.labels)))]
        for judged in self._portions(texts):
            parts.append(self.trained.calibration.probabilities(judged.margins))
        chances = np.concatenate(parts)
        chances /= chances.sum(axis=1, keepdims=True)
        return chances

    def explain(self, text: str, label: str | None = None) -> Explanation:
        """Why a label (by default the best) rather than its strongest rival.

        Raises:
            InvalidInputError: the label is none of `labels`.
            UnsupportedByRecipeError: the forest has no exact explanation.

        """
        recipe, corrections = self._linear("explain")
        if label is not None and label not in self.labels:
            raise InvalidInputError(f"The model knows no class {label!r}.")
        [margins] = self._judge([text]).margins
        order = np.argsort(-margins, kind="stable")
        chosen = int(order[0]) if label is None else self.labels.index(label)
        rival = int(order[1] if order[0] == chosen else order[0])
        return explain(recipe, corrections, text, margins, (chosen, rival))

    def nearest(self, text: str, k: int = 3) -> list[Precedent]:
        """The k confirmed documents most like a text, corrections included."""
        recipe, corrections = self._linear("find precedents")
        row = weightiest(recipe.row(text), recipe.vectoriser.widths[0])
        similar = np.append(recipe.precedents.similar(row), corrections.similar(row))
        best = np.argsort(-similar, kind="stable")[:k]
        return [self._precedent(i, similar[i]) for i in best if similar[i] > 0]

    def learn(self, text: str, label: str, handle: str | None = None) -> str:
        """Take a person's answer into account at once; returns what `unlearn` takes.

        The label may be one that training never saw. The same corrections in the
        same order give the same model in every process.

        Args:
            text: the document.
            label: where it belongs.
            handle: names the correction; by default its number.

        """
        recipe, corrections = self._linear("learn from corrections")
        if not label:
            raise InvalidInputError("A correction needs a label.")
        row = recipe.row(text)
        margins = recipe.model.margins(row)[0]
        row = sp.hstack([row, recipe.foreign([text])], format="csr")
        handle = corrections.next_handle() if handle is None else handle
        corrections.learn(Correction(handle, label, row.indices, row.data, margins))
        self._digest = None
        return handle

    def unlearn(self, handle: str) -> None:
        """Take a correction back, as if it had never been learnt.

        Raises:
            UnknownCorrectionError: no such correction.

        """
        _, corrections = self._linear("learn from corrections")
        corrections.forget(handle)
        self._digest = None

    @property
    def corrections(self) -> list[tuple[str, str]]:
        """Handles and labels of what was learnt since training, oldest first."""
        known = [] if self._corrections is None else self._corrections.learnt
        return [(correction.handle, correction.label) for correction in known]

    def threshold(self, alpha: float, label: str | None = None) -> float | None:
        """The filing score at which at most a share alpha of the filed is wrong.

        For a label: among the documents filed into it, if its own evidence
        suffices, else the archive's threshold. None: nothing can be promised.
        """
        key = (alpha, label)
        if key not in self._thresholds:
            threshold = self.trained.threshold
            own = None
            if label in self.classes_:
                own = threshold(alpha, self.classes_.index(label))
            self._thresholds[key] = threshold(alpha) if own is None else own
        return self._thresholds[key]

    def labels_needed(self, alpha: float) -> int | None:
        """How many more confirmed documents would let a useful share be filed.

        An estimate; 0 if it is so already, None if more of the same won't help.
        """
        return self.trained.out_of_fold.documents_needed(alpha)

    def coverage_curve(self, alphas: Iterable[float]) -> list[tuple[float, float]]:
        """The share of documents that would be filed at each error budget."""
        scores = self.trained.out_of_fold.scores
        thresholds = [(alpha, self.threshold(alpha)) for alpha in alphas]
        return [
            (alpha, 0.0 if least is None else float((scores >= least).mean()))
            for alpha, least in thresholds
        ]

    def newest_check(self, alpha: float) -> NewestCheck | None:
        """How the budget would have fared on the newest documents.

        None without dates at training, or if nothing is filed at this budget.
        """
        return self.trained.newest_check(alpha)

    def suspects(self, limit: int = 50) -> list[Suspect]:
        """Training documents whose label is probably wrong, worst first."""
        return self.trained.suspects(limit)

    def contradictions(self) -> list[Contradiction]:
        """Nearly equal training documents with different labels, most alike first."""
        recipe, _ = self._linear("find contradictions")
        return self.trained.contradictions(recipe.precedents)

    def save(self, path: str | Path) -> str:
        """Write the model as data (no pickle); returns its digest."""
        self._digest = container.write(Path(path), self.state())
        return self._digest

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a saved model.

        Raises:
            ModelFileError: the file is damaged or of an unknown format.
            FileNotFoundError: there is no such file.

        """
        state, digest = container.read(Path(path))
        model = cls.from_state(state)
        model._digest = digest
        return model

    @staticmethod
    def digest_of_file(path: str | Path) -> str:
        """The digest of a saved model, without making one of it; raises as `load` does."""
        state, digest = container.read(Path(path))
        _check_format(state)
        return digest

    def state(self) -> State:
        """The model as JSON-able facts and arrays."""
        parts = {"trained": self.trained.state()}
        if self._corrections is not None:
            parts["corrections"] = pack_corrections(self._corrections)
        return merge({"format": FORMAT, "error_budget": self.error_budget}, parts)

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The model that `state()` described; ModelFileError if it fits nothing."""
        _check_format(state)
        budget = fields.fact(state, "error_budget", float)
        if not 0 < budget < 1:
            raise ModelFileError("The model's error budget is out of range.")
        trained = Trained.from_state(state.part("trained"))
        model = cls(budget, trained.recipe.name)
        model._adopt(trained)
        if model._corrections is not None:
            unpack_corrections(state.part("corrections"), model._corrections)
        return model

    def _adopt(self, trained: Trained) -> None:
        self._trained = trained
        self._digest = None
        self._thresholds = {}
        self._corrections = None
        if isinstance(trained.recipe, LinearRecipe):
            self._corrections = Corrections(
                trained.classes, trained.class_sizes(), trained.recipe.model
            )

    def _linear(self, operation: str) -> tuple[LinearRecipe, Corrections]:
        recipe = self.trained.recipe
        if not isinstance(recipe, LinearRecipe) or self._corrections is None:
            raise UnsupportedByRecipeError(recipe.name, operation)
        return recipe, self._corrections

    def _portions(self, texts: Sequence[str]) -> Iterator[filing.Judged]:
        """What is said of texts, so many at a time."""
        return map(self._judge, of_texts(texts, _CHARACTERS_TOGETHER, _TOGETHER))

    def _judge(self, texts: Sequence[str]) -> filing.Judged:
        """What training and corrections say, with the margins of all labels."""
        recipe, corrections = self.trained.recipe, self._corrections
        judgement = recipe.judge(texts)
        margins, informative = judgement.margins, judgement.informative
        rows = judgement.rows
        if corrections is None or not corrections.learnt:
            return filing.Judged(margins, informative)
        if not isinstance(recipe, LinearRecipe) or rows is None:
            return filing.Judged(margins, informative)
        learnt = corrections.foreign
        if len(learnt):
            foreign = recipe.foreign(texts)
            informative = informative | shares_columns(foreign, learnt)
            rows = sp.hstack([rows, foreign], format="csr")
        adjusted = corrections.adjust(rows, margins)
        taught = corrections.taught(margins, adjusted)
        return filing.Judged(adjusted, informative, margins.argmax(axis=1), taught)

    def _precedent(self, number: int, similarity: float) -> Precedent:
        trained = len(self.trained.ids)
        if number < trained:
            return self.trained.precedent(number, float(similarity))
        handle, label = self.corrections[number - trained]
        return Precedent(handle, label, float(similarity))

    def _thresholds_of_labels(self, budgets: Mapping[str, float]) -> list[float | None]:
        """In force for each of `labels`; a class never trained has no evidence yet."""
        usual, trained = self.threshold(self.error_budget), self.classes_
        own = {label: self.threshold(alpha, label) for label, alpha in budgets.items()}
        new = len(self.labels) - len(trained)
        return [own.get(label, usual) for label in trained] + [None] * new


def _check_format(state: State) -> None:
    if fields.fact(state, "format", int) != FORMAT:
        raise ModelFileError("The model is of a format this version can't read.")
