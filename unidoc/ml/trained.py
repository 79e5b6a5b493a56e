"""All that training learns, and how it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.calibration import Calibration
from unidoc.ml.container import State, merge
from unidoc.ml.errors import ModelFileError
from unidoc.ml.evidence import OutOfFold
from unidoc.ml.examples import Examples
from unidoc.ml.forest import ForestRecipe
from unidoc.ml.linear_recipe import LinearRecipe
from unidoc.ml.novelty import Lead
from unidoc.ml.precedents import Precedents
from unidoc.ml.prediction import Contradiction, Precedent, Suspect
from unidoc.ml.recency import NewestCheck, check, tightened

RECIPES: dict[str, type[LinearRecipe] | type[ForestRecipe]] = {
    LinearRecipe.name: LinearRecipe,
    ForestRecipe.name: ForestRecipe,
}


@dataclass(frozen=True, slots=True)
class Trained:
    """The result of training; never changed afterwards.

    Attributes:
        classes: the labels, sorted; a class number is a place in this list.
        recipe: scores documents.
        calibration: margins to probabilities.
        floor: a document with a lower lead over the field is unknown.
        out_of_fold: what is known of each training document.
        newest: the newest documents as a model of the older ones saw them, if the
            documents had dates.
        ids: of the training documents, in their order.

    """

    classes: list[str]
    recipe: LinearRecipe | ForestRecipe
    calibration: Calibration
    floor: float
    out_of_fold: OutOfFold
    newest: OutOfFold | None
    ids: list[str]

    @classmethod
    def fit(
        cls,
        recipe: type[LinearRecipe] | type[ForestRecipe],
        texts: Sequence[str],
        examples: Examples,
        newest: NDArray[np.bool_] | None,
    ) -> Trained:
        """Train a recipe, and learn what to make of its margins."""
        numbers = examples.numbers
        fitted, unseen = recipe.fit(texts, numbers, newest)
        known = OutOfFold.collect(unseen.margins, numbers)
        recent = None
        if unseen.newest is not None:
            recent = OutOfFold.collect(unseen.newest, numbers[newest])
        return cls(
            examples.classes,
            fitted,
            Calibration.fit(unseen.margins, numbers),
            Lead.of(unseen.margins).floor(known.predicted == numbers),
            known,
            recent,
            examples.ids,
        )

    def state(self) -> State:
        parts = {
            "recipe": self.recipe.state(),
            "calibration": self.calibration.state(),
            "out_of_fold": self.out_of_fold.state(),
            "documents": State({}, fields.pack_strings("ids", self.ids)),
        }
        if self.newest is not None:
            parts["newest"] = self.newest.state()
        facts = {
            "name": self.recipe.name,
            "classes": self.classes,
            "floor": self.floor,
        }
        return merge(facts, parts)

    @classmethod
    def from_state(cls, state: State) -> Trained:
        name = fields.fact(state, "name", str)
        if name not in RECIPES:
            raise ModelFileError(f"The model's recipe {name!r} is not known.")
        classes = fields.strings(state, "classes")
        if len(classes) < 2 or classes != sorted(set(classes)):
            raise ModelFileError("The model's classes are not in order.")
        out_of_fold = OutOfFold.from_state(state.part("out_of_fold"), len(classes))
        size = len(out_of_fold.classes)
        return cls(
            classes,
            RECIPES[name].from_state(state.part("recipe"), len(classes), size),
            Calibration.from_state(state.part("calibration")),
            fields.fact(state, "floor", float),
            out_of_fold,
            _newest(state, len(classes)),
            fields.unpack_strings(state.part("documents"), "ids", size),
        )

    def class_sizes(self) -> NDArray[np.int64]:
        """Training documents per class."""
        return np.bincount(self.out_of_fold.classes, minlength=len(self.classes))

    def threshold(self, alpha: float, class_number: int | None = None) -> float | None:
        """The score to file at, kept on the newest documents as well."""
        threshold = self.out_of_fold.threshold(alpha, class_number)
        if threshold is None or self.newest is None:
            return threshold
        scores, wrong = self.newest.outcomes(class_number)
        return tightened(scores, wrong, threshold, alpha)

    def newest_check(self, alpha: float) -> NewestCheck | None:
        """What the out-of-fold threshold would have done to the newest documents."""
        threshold = self.out_of_fold.threshold(alpha)
        if threshold is None or self.newest is None:
            return None
        return check(*self.newest.outcomes(), threshold)

    def precedent(self, number: int, similarity: float) -> Precedent:
        """A training document as an answer."""
        label = self.classes[self.out_of_fold.classes[number]]
        return Precedent(self.ids[number], label, similarity)

    def suspects(self, limit: int) -> list[Suspect]:
        """Documents whose label the others speak against, worst first."""
        known = self.out_of_fold
        worst = np.argsort(known.own, kind="stable")[:limit]
        return [
            Suspect(
                self.ids[i],
                self.classes[known.classes[i]],
                self.classes[known.predicted[i]],
                float(known.own[i]),
            )
            for i in worst
            if known.own[i] < 0
        ]

    def contradictions(self, precedents: Precedents) -> list[Contradiction]:
        """Nearly equal documents with different labels, most alike first."""
        classes = self.out_of_fold.classes
        pairs = [
            (-cosine, i, j)
            for i, j, cosine in precedents.near_copies()
            if classes[i] != classes[j]
        ]
        return [
            Contradiction(self.precedent(i, -less), self.precedent(j, -less))
            for less, i, j in sorted(pairs)
        ]


def _newest(state: State, n_classes: int) -> OutOfFold | None:
    if "newest" not in state.manifest:
        return None
    return OutOfFold.from_state(state.part("newest"), n_classes)
