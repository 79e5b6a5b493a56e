"""The gate on trials whose right verdict is known."""

import numpy as np
import pytest

from unidoc.ml.gate import Costs, Limits, Side, Trial, decide, not_comparable

DOCUMENTS = 400


def trial(
    gained: int,
    lost: int,
    *,
    projects: int = 4,
    said: float | None = None,
    **filing: int,
) -> Trial:
    """The champion is right on 9 of 10; the last documents are those of one project."""
    champion = np.arange(DOCUMENTS) % 10 != 0
    challenger = champion.copy()
    challenger[np.flatnonzero(~champion)[:gained]] = True
    challenger[np.flatnonzero(champion)[::-1][:lost]] = False
    where = np.arange(DOCUMENTS) * projects // DOCUMENTS
    probability = np.full(DOCUMENTS, 0.9)
    return Trial(
        where.astype(str),
        Side(champion, probability),
        Side(challenger, np.full(DOCUMENTS, said or challenger.mean())),
        **filing,
    )


def failed(given: Trial, costs: Costs | None = None) -> list[str]:
    return decide(given, costs or Costs()).failed


def test_a_better_challenger_passes() -> None:
    verdict = decide(trial(20, 5), Costs())
    assert verdict.passed
    assert verdict.checks[0].details["gained"] == 20


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (4, 0), (10, 8), (5, 20)])
def test_what_is_not_shown_to_be_no_worse_stays_out(gained: int, lost: int) -> None:
    assert "overall" in failed(trial(gained, lost))


def test_five_gains_without_a_loss_are_the_least_proof() -> None:
    assert failed(trial(5, 0)) == []


def test_a_project_that_falls_refuses() -> None:
    verdict = decide(trial(30, 14), Costs())
    assert verdict.failed == ["projects"]
    [projects] = [check for check in verdict.checks if check.name == "projects"]
    assert list(projects.details["worse"]) == ["3"]


def test_small_projects_are_not_judged() -> None:
    assert failed(trial(30, 14, projects=20)) == []


def test_bad_probabilities_refuse() -> None:
    assert failed(trial(20, 0, said=0.5)) == ["calibration"]


def test_a_broken_promise_refuses() -> None:
    assert failed(trial(20, 0, filed=300, filed_wrongly=40)) == ["promise"]
    assert failed(trial(20, 0, filed=300, filed_wrongly=15)) == []


def test_costs_have_limits() -> None:
    costs = Costs(training_seconds=4000.0, peak_memory_mb=100.0)
    assert failed(trial(20, 0), costs) == ["training_seconds"]
    wide = Limits(costs=Costs(training_seconds=5000.0))
    assert decide(trial(20, 0), costs, wide).passed


def test_nothing_to_compare_with_is_no_pass() -> None:
    assert not not_comparable("no file").passed
