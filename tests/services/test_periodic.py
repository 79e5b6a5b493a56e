"""What happens by the clock: each task is registered, and does what its name says."""

import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from core.choices import JobState
from core.jobs import tasks
from core.models import Job, RefreshFamily
from core.services.people import sign_in
from core.services.trainings import training
from tests.cast import Cast
from tests.teaching import label

NIGHT = int(datetime.datetime(2026, 11, 21, 3, tzinfo=datetime.UTC).timestamp())


@pytest.fixture
def answered(cast: Cast) -> Cast:
    label(cast.admin, cast.tender, "tender", 2)
    label(cast.admin, cast.lease, "lease", 2)
    return cast


def trainings() -> list[str]:
    jobs = Job.objects.filter(kind="train").order_by("pk")
    return list(jobs.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("task", "cron"),
    [
        ("core.train_on_schedule", "0 3 * * *"),
        ("core.look_after_training", "*/5 * * * *"),
        ("core.look_for_drift", "30 4 * * *"),
        ("core.send_to_mlflow", "* * * * *"),
        ("core.sweep_leftovers", "0 2 * * *"),
        ("core.forget_sign_ins", "50 2 * * *"),
    ],
)
def test_the_clock_knows_it(task: str, cron: str) -> None:
    known = {
        name: one.cron
        for (name, _), one in app.periodic_registry.periodic_tasks.items()
    }
    assert known[task] == cron


def test_the_night_trains_once(answered: Cast, settings: Any) -> None:
    settings.TRAINING_SCHEDULE = "nightly"
    for _ in range(2):
        tasks.train_on_schedule(NIGHT)
    assert trainings() == [JobState.QUEUED]


def test_enough_answers_train(answered: Cast, settings: Any) -> None:
    settings.TRAINING_AFTER_ANSWERS = 5
    tasks.look_after_training(NIGHT)
    assert trainings() == []
    label(answered.admin, answered.lease, "lease", 1)
    tasks.look_after_training(NIGHT)
    assert trainings() == [JobState.QUEUED]


def test_a_lost_training_is_ended_and_the_next_begins(
    answered: Cast, settings: Any
) -> None:
    settings.TRAINING_AFTER_ANSWERS = 1
    lost = training.request_training(actor=answered.admin)
    Job.objects.filter(pk=lost.pk).update(state=JobState.RUNNING)
    label(answered.admin, answered.lease, "lease", 1)
    tasks.look_after_training(NIGHT)
    assert trainings() == [JobState.FAILED, JobState.QUEUED]


def test_the_night_forgets_sign_ins_that_have_ended(cast: Cast) -> None:
    now = timezone.now()
    for ends in (
        now - datetime.timedelta(seconds=1),
        now + datetime.timedelta(hours=1),
    ):
        sign_in.issue(actor=cast.viewer)
        RefreshFamily.objects.filter(
            expires_at__gt=now + datetime.timedelta(days=1)
        ).update(expires_at=ends)
        Session.objects.create(session_key=str(ends), session_data="", expire_date=ends)
    tasks.forget_sign_ins(NIGHT)
    assert RefreshFamily.objects.get().expires_at == ends
    assert Session.objects.get().expire_date == ends
