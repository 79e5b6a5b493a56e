"""Trainings that nobody asks for: by the clock, and after enough answers."""

import datetime
from typing import Any

import pytest

from core.choices import JobKind, JobState
from core.models import Job, TrainedModel
from core.services.trainings import training_triggers
from tests.cast import Cast
from tests.teaching import Teach, label

SATURDAY = datetime.datetime(2026, 11, 21, 3, tzinfo=datetime.UTC)
SUNDAY = SATURDAY + datetime.timedelta(days=1)


@pytest.fixture
def answered(cast: Cast) -> None:
    label(cast.admin, cast.tender, "tender", 3)
    label(cast.admin, cast.lease, "lease", 3)


@pytest.mark.parametrize(
    ("schedule", "on_saturday", "on_sunday"),
    [("nightly", True, True), ("weekly", False, True), ("off", False, False)],
)
def test_the_schedule(
    answered: None, settings: Any, schedule: str, *, on_saturday: bool, on_sunday: bool
) -> None:
    settings.TRAINING_SCHEDULE = schedule
    for moment, expected in ((SATURDAY, on_saturday), (SUNDAY, on_sunday)):
        job = training_triggers.on_schedule(moment)
        assert (job is not None) is expected
        Job.objects.filter(kind="train").delete()


def test_nothing_new_nothing_to_train(answered: None) -> None:
    job = training_triggers.on_schedule(SUNDAY)
    assert job is not None
    Job.objects.update(state=JobState.FAILED)
    assert training_triggers.on_schedule(SUNDAY) is None


def test_a_model_of_another_release_is_trained_anew(cast: Cast, teach: Teach) -> None:
    TrainedModel.objects.filter(pk=teach().pk).update(digest="0" * 64)
    Job.objects.create(kind=JobKind.TRAIN, state=JobState.DONE, created_by=cast.admin)
    assert training_triggers.new_answers() == 0
    assert training_triggers.on_schedule(SUNDAY) is not None


def test_enough_answers(cast: Cast, answered: None, settings: Any) -> None:
    settings.TRAINING_AFTER_ANSWERS = 7
    assert training_triggers.on_answers() is None
    label(cast.admin, cast.lease, "lease", 1)
    assert training_triggers.on_answers() is not None
    assert training_triggers.on_answers() is None  # one is waiting


def test_zero_means_never(answered: None, settings: Any) -> None:
    settings.TRAINING_AFTER_ANSWERS = 0
    assert training_triggers.on_answers() is None


def test_too_little_to_train_on(cast: Cast, settings: Any) -> None:
    label(cast.admin, cast.tender, "tender", 3)
    assert training_triggers.on_schedule(SUNDAY) is None
