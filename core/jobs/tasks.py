"""The tasks that workers run: each finds its job's row and calls a service."""

import datetime

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from core.jobs.ending import GiveBack
from core.services import batches, job_runs
from core.services.arrivals import mailbox, watched_folder
from core.services.champion import classification, drift, promise
from core.services.jobs import MAX_ATTEMPTS
from core.services.people import notifications, sign_in
from core.services.storage import leftovers, purge
from core.services.texts import fingerprints, vocabulary
from core.services.trainings import (
    promotion,
    tracking,
    training_process,
    training_triggers,
)

# In seconds: twice in the silence after which a worker counts as dead.
LOOKS_EVERY = max(1, min(settings.WORKER_SILENCE_SECONDS // 2, 59))


@app.task(
    name="core.read",
    queue="documents",
    # Long enough for storage that starts anew: by hand each document would be read again.
    retry=GiveBack(RetryStrategy(max_attempts=MAX_ATTEMPTS, wait=5, linear_wait=30)),
)
def read(job_id: int) -> None:
    job_runs.run_read(job_id)


@app.task(name="core.train", queue="training", retry=GiveBack())
def train(job_id: int) -> None:
    job_runs.run_train(job_id)


@app.task(name="core.batch", queue="documents", retry=GiveBack())
def batch(job_id: int) -> None:
    job_runs.run_batch(job_id)


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="core.take_fingerprints",
    queue="housekeeping",
    queueing_lock="take_fingerprints",
)
def take_fingerprints(timestamp: int) -> None:
    """Of texts that came in many at once, or before there were fingerprints."""
    while fingerprints.remember_missing():
        continue


@app.task(name="core.purge", queue="housekeeping", retry=GiveBack())
def empty_trash(job_id: int) -> None:
    job_runs.run_purge(job_id)


@app.periodic(cron="15 2 * * *")
@app.task(
    name="core.empty_trash_by_retention",
    queue="housekeeping",
    queueing_lock="empty_trash_by_retention",
)
def empty_trash_by_retention(timestamp: int) -> None:
    purge.by_retention()


@app.task(
    name="core.mirror_champion",
    queue="housekeeping",
    retry=RetryStrategy(max_attempts=20, linear_wait=30),
)
def mirror_champion() -> None:
    promotion.mirror(tracking.registry())


@app.periodic(cron="* * * * *")
@app.task(
    name="core.send_to_mlflow", queue="housekeeping", queueing_lock="send_to_mlflow"
)
def send_to_mlflow(timestamp: int) -> None:
    """Trainings that MLflow has not heard of yet, because it was away."""
    if tracking.send_waiting():
        promotion.mirror_later()


@app.periodic(cron="0 3 * * *")
@app.task(name="core.train_on_schedule", queue="housekeeping")
def train_on_schedule(timestamp: int) -> None:
    training_triggers.on_schedule(
        datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    )


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="core.look_after_training",
    queue="housekeeping",
    queueing_lock="look_after_training",
)
def look_after_training(timestamp: int) -> None:
    """End what lost its process; begin what enough answers ask for."""
    training_process.fail_lost()
    training_triggers.on_answers()


@app.periodic(cron="30 4 * * *")
@app.task(name="core.look_for_drift", queue="training")
def look_for_drift(timestamp: int) -> None:
    """Once a day, if a week has passed or enough documents have come."""
    drift.look_if_due()


@app.periodic(cron="* * * * *")
@app.task(
    name="core.look_into_folder", queue="housekeeping", queueing_lock="look_into_folder"
)
def look_into_folder(timestamp: int) -> None:
    watched_folder.look()


@app.periodic(cron="* * * * *")
@app.task(
    name="core.look_into_mailbox",
    queue="housekeeping",
    queueing_lock="look_into_mailbox",
)
def look_into_mailbox(timestamp: int) -> None:
    mailbox.look()


@app.periodic(cron="45 2 * * *")
@app.task(name="core.forget_previews", queue="housekeeping")
def forget_previews(timestamp: int) -> None:
    """Once a night: previews of batches that nobody acted on."""
    batches.forget_previews()


@app.periodic(cron="50 2 * * *")
@app.task(name="core.forget_sign_ins", queue="housekeeping")
def forget_sign_ins(timestamp: int) -> None:
    """Once a night: every visit and each script of every day leaves a row behind."""
    sign_in.forget_ended()


@app.periodic(cron="30 2 * * *")
@app.task(name="core.count_vocabulary", queue="housekeeping")
def count_vocabulary(timestamp: int) -> None:
    """Once a night: what is suggested when a search finds nothing."""
    vocabulary.count_anew()


@app.task(name="core.check_promise", queue="housekeeping")
def check_promise() -> None:
    """After an answer for the audit sample: is the error budget still kept?"""
    promise.check()


@app.task(name="core.classify_waiting", queue="documents")
def classify_waiting() -> None:
    """Documents that came before this model, or that the last one was unsure of."""
    classification.classify_waiting()


@app.periodic(cron=f"* * * * * */{LOOKS_EVERY}")
@app.task(
    name="core.give_back_stalled",
    queue="housekeeping",
    queueing_lock="give_back_stalled",
    pass_context=True,
)
async def give_back_stalled(context: JobContext, timestamp: int) -> None:
    """Give back the jobs of workers that died: nobody else would."""
    manager = context.app.job_manager
    silence = settings.WORKER_SILENCE_SECONDS
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=silence):
        try:
            await manager.retry_job(stalled)
        except UniqueViolation:
            # Its like waits already, and only one may wait at a time.
            await manager.finish_job(stalled, Status.ABORTED, delete_job=True)


@app.periodic(cron="0 5 * * *")
@app.task(name="core.tell_due", queue="housekeeping")
def tell_due(timestamp: int) -> None:
    """Each morning: tasks that are due today or tomorrow."""
    notifications.tell_due(timezone.localdate())


@app.task(
    name="core.send_letter",
    queue="housekeeping",
    retry=RetryStrategy(max_attempts=5, linear_wait=60),
)
def send_letter(notification: int) -> None:
    notifications.send_letter(notification)


@app.periodic(cron="0 2 * * *")
@app.task(name="core.sweep_leftovers", queue="housekeeping")
def sweep_leftovers(timestamp: int) -> None:
    """Remove the files that killed processes left behind."""
    leftovers.sweep()
