"""How good a model is on documents it has not seen.

An evaluation compares true labels with predictions. Accuracy, F1 and the confusion
matrix look at the best candidate of every document; filing looks at what the model
would have filed by itself at its own thresholds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unidoc.ml.measures import (
    coverage_curve,
    error_interval,
    expected_calibration_error,
    reliability,
)
from unidoc.ml.prediction import Prediction
from unidoc.ml.report import (
    ConfusionCell,
    Cost,
    Facts,
    Filing,
    ProjectScore,
    Report,
    Slice,
)

# Upper ends, in characters: a note, a page, a few pages, a contract, a book.
_LENGTH_BANDS = (
    (200, "0-199"),
    (1_000, "200-999"),
    (5_000, "1000-4999"),
    (20_000, "5000-19999"),
    (math.inf, "20000+"),
)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A tested document: its true project, its language, its text's length."""

    label: str
    language: str
    characters: int


def evaluate(documents: Sequence[HeldOut], predictions: Sequence[Prediction]) -> Report:
    """The report of a model's predictions for documents, in the same order.

    Where they come from and what they cost is for the caller to add. Raises ValueError
    when there are none or the numbers differ.
    """
    if not documents or len(documents) != len(predictions):
        raise ValueError(
            f"{len(documents)} documents and {len(predictions)} predictions "
            "make no report."
        )
    answers = _Answers.of(documents, predictions)
    projects = _project_scores(answers)
    bins = reliability(answers.probability, answers.right)
    return Report(
        facts=Facts(),
        cost=Cost(),
        documents=len(documents),
        accuracy=float(np.mean(answers.right)),
        macro_f1=_macro_f1(projects),
        projects=projects,
        confusion=_confusion(answers),
        reliability=bins,
        ece=expected_calibration_error(bins),
        coverage_curve=coverage_curve(answers.score, answers.right),
        filing=_filing(answers, predictions),
        slices=_slices(answers, documents),
    )


@dataclass(frozen=True, slots=True)
class _Answers:
    """Predictions against the truth as arrays, one entry a document."""

    true: NDArray[np.str_]
    best: NDArray[np.str_]
    probability: NDArray[np.float64]
    score: NDArray[np.float64]
    filed: NDArray[np.bool_]
    wrongly: NDArray[np.bool_]

    @classmethod
    def of(cls, documents: Sequence[HeldOut], given: Sequence[Prediction]) -> _Answers:
        filed = np.array([answer.outcome == "filed" for answer in given])
        true = np.array([document.label for document in documents])
        target = np.array([answer.label or "" for answer in given])
        return cls(
            true=true,
            best=np.array([_best(answer) for answer in given]),
            probability=np.array([answer.probability for answer in given], float),
            score=np.array([answer.score for answer in given], float),
            filed=filed,
            wrongly=filed & (target != true),
        )

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.asarray(self.true == self.best)

    def part(self, members: NDArray[np.bool_]) -> _Answers:
        return _Answers(
            true=self.true[members],
            best=self.best[members],
            probability=self.probability[members],
            score=self.score[members],
            filed=self.filed[members],
            wrongly=self.wrongly[members],
        )


def _best(answer: Prediction) -> str:
    if answer.candidates:
        return answer.candidates[0].label
    return answer.label or ""


def _project_scores(answers: _Answers) -> tuple[ProjectScore, ...]:
    """As scikit-learn's ``precision_recall_fscore_support`` has it, with 0 for no answer.

    Own lines, for a training needs nothing else of scikit-learn, which takes 60 MB and more
    time to load than a small archive to learn.
    """
    names, found = np.unique(
        np.concatenate([answers.true, answers.best]), return_inverse=True
    )
    true, best = np.split(found, 2)
    right = np.bincount(true[true == best], minlength=len(names))
    support, said = (np.bincount(one, minlength=len(names)) for one in (true, best))
    columns = (
        _shares(right, said),
        _shares(right, support),
        _shares(2 * right, support + said),
        support,
    )
    return tuple(
        ProjectScore(str(name), float(p), float(r), float(f), int(n))
        for name, p, r, f, n in zip(names, *columns, strict=True)
    )


def _shares(parts: NDArray[np.int64], wholes: NDArray[np.int64]) -> NDArray[np.float64]:
    return parts / np.maximum(wholes, 1)


def _macro_f1(projects: Sequence[ProjectScore]) -> float:
    return float(np.mean([project.f1 for project in projects]))


def _confusion(answers: _Answers) -> tuple[ConfusionCell, ...]:
    pairs = Counter(zip(answers.true.tolist(), answers.best.tolist(), strict=True))
    return tuple(ConfusionCell(*pair, pairs[pair]) for pair in sorted(pairs))


def _filing(answers: _Answers, predictions: Sequence[Prediction]) -> Filing:
    outcomes = Counter(answer.outcome for answer in predictions)
    filed, wrong = outcomes["filed"], int(np.sum(answers.wrongly))
    return Filing(
        filed=filed,
        suggested=outcomes["suggested"],
        unknown=outcomes["unknown"],
        wrong=wrong,
        share=filed / len(predictions),
        error=wrong / filed if filed else None,
        error_interval=error_interval(wrong, filed),
        thresholds=_thresholds(predictions),
    )


def _thresholds(predictions: Iterable[Prediction]) -> tuple[float, ...]:
    found = {answer.threshold for answer in predictions}
    return tuple(sorted(float(value) for value in found if value is not None))


def _slices(answers: _Answers, documents: Sequence[HeldOut]) -> tuple[Slice, ...]:
    languages = np.array([document.language or "?" for document in documents])
    bands = np.array([_band(document.characters) for document in documents])
    present = [name for _, name in _LENGTH_BANDS if name in bands]
    return (
        *(
            _slice("language", str(name), answers.part(languages == name))
            for name in np.unique(languages)
        ),
        *(_slice("length", name, answers.part(bands == name)) for name in present),
    )


def _slice(kind: Literal["language", "length"], name: str, part: _Answers) -> Slice:
    filed = int(np.sum(part.filed))
    return Slice(
        kind=kind,
        name=name,
        documents=len(part.true),
        accuracy=float(np.mean(part.right)),
        macro_f1=_macro_f1(_project_scores(part)),
        filed_share=filed / len(part.true),
        filed_error=float(np.sum(part.wrongly)) / filed if filed else None,
    )


def _band(characters: int) -> str:
    return next(name for end, name in _LENGTH_BANDS if characters < end)
