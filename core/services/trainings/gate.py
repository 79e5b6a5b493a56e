"""The gate between a new model and the champion's place."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.conf import settings

from core.models import TrainedModel
from core.selectors.models import champion
from core.services.champion import model_files
from core.services.champion.corrections import MOST
from core.services.trainings.learning import Learned, Tested
from unidoc.ml import Classifier, Prediction, UnsupportedByRecipeError
from unidoc.ml.dataset import Row
from unidoc.ml.gate import (
    Costs,
    Limits,
    Side,
    Trial,
    Verdict,
    decide,
    not_comparable,
)
from unidoc.ml.report import Report

MILLISECONDS = 1000
LONGEST_SECONDS = 3600.0
LARGEST_MB = 1000.0
SLOWEST_MILLISECONDS = 100.0


@dataclass(frozen=True, slots=True)
class Judged:
    """The gate's verdict on a new model, against the champion of that moment."""

    champion: TrainedModel
    verdict: Verdict

    def as_evidence(self) -> dict[str, Any]:
        return {
            "champion": self.champion.pk,
            "passed": self.verdict.passed,
            "documents": self.verdict.documents,
            "checks": [asdict(check) for check in self.verdict.checks],
        }


def judge(learned: Learned) -> Judged | None:
    """Hold a new model against the champion; None when there is no champion yet.

    Both are represented by their twins that never saw the hold-out. The champion's has
    learnt the newer answers of the training side, as the champion itself does live.
    """
    serves = champion()
    if serves is None:
        return None
    try:
        twin = model_files.load(serves.measured_digest)
    except model_files.ModelDamaged as error:
        return Judged(serves, not_comparable(str(error)))
    trial = _trial(twin, learned.tested)
    if not len(trial.projects):
        return Judged(serves, not_comparable("no document is new to both"))
    limits = Limits(
        error_budget=learned.classifier.error_budget,
        costs=Costs(
            LONGEST_SECONDS,
            float(settings.TRAINING_MEMORY_MB),
            LARGEST_MB,
            SLOWEST_MILLISECONDS,
        ),
    )
    return Judged(serves, decide(trial, _costs(learned.report), limits))


def _trial(champion: Classifier, tested: Tested) -> Trial:
    """Both models on the tested documents that the champion's twin was not taught."""
    seen = set(champion.trained.ids)
    pairs = [
        (row, answer)
        for row, answer in zip(tested.rows, tested.predictions, strict=True)
        if row.document_id not in seen
    ]
    rows = [row for row, _answer in pairs]
    answers = [answer for _row, answer in pairs]
    _teach(champion, [row for row in tested.known if row.document_id not in seen])
    filed = [
        answer.label == row.label for row, answer in pairs if answer.outcome == "filed"
    ]
    return Trial(
        projects=np.array([row.label for row in rows], dtype=np.str_),
        champion=_side(rows, champion.predict([row.text for row in rows])),
        challenger=_side(rows, answers),
        filed=len(filed),
        filed_wrongly=filed.count(False),
    )


def _teach(champion: Classifier, rows: Sequence[Row]) -> None:
    # A forest learns nothing between trainings, live neither.
    with suppress(UnsupportedByRecipeError):
        for row in sorted(rows, key=lambda row: int(row.decision_id))[-MOST:]:
            champion.learn(row.text, row.label)


def _side(rows: Sequence[Row], answers: Sequence[Prediction]) -> Side:
    best = [answer.candidates[0].label for answer in answers]
    return Side(
        np.array([row.label == label for row, label in zip(rows, best, strict=True)]),
        np.array([answer.probability for answer in answers]),
    )


def _costs(report: Report) -> Costs:
    seconds, size = report.cost.seconds, report.cost.model_bytes
    return Costs(
        training_seconds=sum(seconds.values()),
        peak_memory_mb=report.cost.peak_memory_mb,
        model_mb=None if size is None else size / 1e6,
        milliseconds_per_document=seconds["test"] * MILLISECONDS / report.documents,
    )
