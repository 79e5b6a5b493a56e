"""The gate: a new model serves unless it measures worse than the champion."""

from typing import Any

import pytest

from core.choices import ModelState
from core.models import TrainedModel
from core.services.training import TOLERANCE, is_no_worse
from tests.access.test_every_route import model as make_model
from tests.cast import Cast

CHAMPION = 0.9


@pytest.fixture
def candidate(cast: Cast) -> TrainedModel:
    return make_model(cast)


def measured(model: TrainedModel, macro_f1: float, **values: Any) -> TrainedModel:
    model.metrics = {"macro_f1": macro_f1}
    for name, value in values.items():
        setattr(model, name, value)
    model.save()
    return model


@pytest.fixture
def champion(candidate: TrainedModel) -> TrainedModel:
    twin = TrainedModel.objects.get(pk=candidate.pk)
    twin.pk = None
    return measured(twin, CHAMPION, state=ModelState.CHAMPION, digest="2" * 64)


def test_the_first_model_serves(candidate: TrainedModel) -> None:
    assert is_no_worse(measured(candidate, 0.1))


@pytest.mark.parametrize(
    ("macro_f1", "serves"),
    [
        (0.95, True),
        (CHAMPION, True),
        (CHAMPION - TOLERANCE / 2, True),  # as far as chance moves it
        (CHAMPION - TOLERANCE * 2, False),
    ],
)
def test_a_challenger_is_held_against_the_champion(
    candidate: TrainedModel, champion: TrainedModel, macro_f1: float, *, serves: bool
) -> None:
    assert is_no_worse(measured(candidate, macro_f1)) is serves


def test_the_champion_trained_again_goes_on(champion: TrainedModel) -> None:
    assert is_no_worse(measured(champion, 0.1))
