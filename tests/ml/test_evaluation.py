from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)

from tests.ml.reports import answer, report, sample
from unidoc.ml.evaluation import HeldOut, evaluate
from unidoc.ml.measures import (
    coverage_curve,
    error_interval,
    expected_calibration_error,
    reliability,
)
from unidoc.ml.report import Report, ReportFormatError


def test_figures_are_those_of_scikit_learn() -> None:
    documents, answers = sample()
    true = [document.label for document in documents]
    best = [given.candidates[0].label for given in answers]
    measured = evaluate(documents, answers)
    assert measured.accuracy == pytest.approx(accuracy_score(true, best))
    assert measured.macro_f1 == pytest.approx(f1_score(true, best, average="macro"))
    names = [project.project for project in measured.projects]
    theirs = precision_recall_fscore_support(true, best, labels=names, zero_division=0)
    ours = [(p.precision, p.recall, p.f1, p.support) for p in measured.projects]
    assert ours == [pytest.approx(line) for line in zip(*theirs, strict=True)]
    matrix = confusion_matrix(true, best, labels=names)
    for cell in measured.confusion:
        assert matrix[names.index(cell.true), names.index(cell.predicted)] == cell.count
    assert sum(cell.count for cell in measured.confusion) == len(documents)


def test_filing_counts_only_what_the_model_files_itself() -> None:
    documents = [HeldOut("a", "en", 10)] * 4
    answers = [
        answer("a", 0.9, filed=True),
        answer("b", 0.85, filed=True),
        answer("b", 0.5, filed=False),
        answer("a", 0.1, filed=False)._replace(label=None, outcome="unknown"),
    ]
    filing = evaluate(documents, answers).filing
    assert (filing.filed, filing.suggested, filing.unknown) == (2, 1, 1)
    assert (filing.share, filing.error, filing.wrong) == (0.5, 0.5, 1)
    assert filing.thresholds == (0.8,)


def test_a_model_that_files_nothing_has_no_error() -> None:
    filing = evaluate(
        [HeldOut("a", "en", 10)],
        [answer("a", 0.5, filed=False)._replace(threshold=None)],
    ).filing
    assert (filing.share, filing.error, filing.error_interval) == (0.0, None, None)
    assert filing.thresholds == ()


def test_slices_cover_every_document_once() -> None:
    measured = evaluate(*sample())
    for kind in ("language", "length"):
        parts = [part for part in measured.slices if part.kind == kind]
        assert sum(part.documents for part in parts) == measured.documents
        mean = sum(part.accuracy * part.documents for part in parts)
        assert mean / measured.documents == pytest.approx(measured.accuracy)


def test_refuses_what_cannot_be_compared() -> None:
    documents, answers = sample(10)
    with pytest.raises(ValueError, match="9 predictions"):
        evaluate(documents, answers[:9])
    with pytest.raises(ValueError, match="0 documents"):
        evaluate([], [])


def test_survives_json_exactly() -> None:
    written = report().to_json()
    assert Report.from_json(written) == report()
    assert json.loads(written)["schema"] == "unidoc-report/1"


@pytest.mark.parametrize("bad", ["", "{}", '{"schema": "unidoc-report/99"}'])
def test_refuses_foreign_json(bad: str) -> None:
    with pytest.raises(ReportFormatError):
        Report.from_json(bad)


def test_a_hundred_and_fifty_projects_stay_small() -> None:
    rng = np.random.default_rng(1)
    labels = [f"p{number}" for number in rng.integers(150, size=3000)]
    answers = [answer(label, 0.9, filed=True) for label in labels]
    measured = evaluate([HeldOut(label, "en", 10) for label in labels], answers)
    assert len(measured.confusion) == 150
    assert len(measured.to_json()) < 60_000


def test_calibration_error_of_known_cases() -> None:
    probability = np.array([0.9] * 10)
    honest = np.array([True] * 9 + [False])
    assert expected_calibration_error(reliability(probability, honest)) == (
        pytest.approx(0.0)
    )
    boastful = np.zeros(10, bool)
    assert expected_calibration_error(reliability(probability, boastful)) == (
        pytest.approx(0.9)
    )


def test_reliability_takes_the_ends_of_the_scale() -> None:
    bins = reliability(np.array([0.0, 1.0]), np.array([False, True]))
    assert [(part.low, part.high) for part in bins] == [
        (0.0, pytest.approx(1 / 15)),
        (pytest.approx(14 / 15), 1.0),
    ]


def test_coverage_curve_never_parts_ties() -> None:
    score = np.array([3.0, 1.0, 2.0, 2.0])
    right = np.array([True, False, True, False])
    curve = coverage_curve(score, right)
    assert [point.coverage for point in curve] == [0.25, 0.75, 1.0]
    assert [point.error for point in curve] == [0.0, pytest.approx(1 / 3), 0.5]


def test_a_long_curve_keeps_both_ends() -> None:
    score = np.random.default_rng(0).uniform(size=5000)
    curve = coverage_curve(score, np.ones(5000, bool), points=50)
    assert len(curve) == 50
    assert (curve[0].coverage, curve[-1].coverage) == (1 / 5000, 1.0)


def test_error_interval_is_exact() -> None:
    assert error_interval(0, 0) is None
    interval = error_interval(0, 299)
    assert interval is not None
    assert interval[1] == pytest.approx(1 - 0.025 ** (1 / 299))
