"""When a training begins without anybody asking for it: by the clock, or after answers."""

import datetime

from django.conf import settings
from django.db.models import Max

from core.choices import JobKind, Outcome
from core.exceptions import Conflict
from core.models import Decision, Job
from core.selectors.models import champion, missing_for_training
from core.selectors.training_set import HUMAN
from core.services.champion import model_files
from core.services.people.users import service_account
from core.services.trainings import training

SUNDAY = 6
ACCOUNT = "trainer"


def on_schedule(now: datetime.datetime) -> Job | None:
    """Train by the clock, if anything was answered since the last training.

    Also if the model that should serve cannot be loaded: its file may be of another release.
    """
    due = {"nightly": True, "weekly": now.weekday() == SUNDAY, "off": False}
    if not due[settings.TRAINING_SCHEDULE]:
        return None
    serves = champion()
    is_broken = serves is not None and not model_files.is_sound(serves)
    return _train(after=0 if is_broken else 1)


def on_answers() -> Job | None:
    """Train when so many answers came in since the last training, however that ended."""
    wanted: int = settings.TRAINING_AFTER_ANSWERS
    return _train(after=wanted) if wanted else None


def new_answers() -> int:
    """How many documents people have placed since the last training began."""
    last = Job.objects.filter(kind=JobKind.TRAIN).aggregate(at=Max("created_at"))["at"]
    placed = Decision.objects.filter(source__in=HUMAN, outcome=Outcome.FILED)
    if last is not None:
        placed = placed.filter(created_at__gt=last)
    return placed.values("document").distinct().count()


def _train(*, after: int) -> Job | None:
    if new_answers() < after or missing_for_training():
        return None
    try:
        return training.request_training(actor=service_account(ACCOUNT))
    except Conflict:
        return None  # one is being trained already
