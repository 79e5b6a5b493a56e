"""The tasks that workers run: each finds its job's row and calls a service."""

from django.conf import settings
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from core.services import classification, job_runs, notifications, promotion, tracking
from core.services.jobs import MAX_ATTEMPTS

# In seconds: twice in the silence after which a worker counts as dead.
LOOKS_EVERY = max(1, min(settings.WORKER_SILENCE_SECONDS // 2, 59))


@app.task(
    name="core.read",
    queue="documents",
    retry=RetryStrategy(max_attempts=MAX_ATTEMPTS, wait=5),
)
def read(job_id: int) -> None:
    job_runs.run_read(job_id)


@app.task(name="core.train", queue="training")
def train(job_id: int) -> None:
    job_runs.run_train(job_id)


@app.task(
    name="core.mirror_champion",
    queue="housekeeping",
    retry=RetryStrategy(max_attempts=20, linear_wait=30),
)
def mirror_champion() -> None:
    promotion.mirror(tracking.registry())


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


@app.task(
    name="core.tell_mentioned",
    queue="housekeeping",
    retry=RetryStrategy(max_attempts=5, linear_wait=60),
)
def tell_mentioned(comment: int, user: int) -> None:
    notifications.send_mention(comment, user)


@app.task(
    name="core.tell_assigned",
    queue="housekeeping",
    retry=RetryStrategy(max_attempts=5, linear_wait=60),
)
def tell_assigned(task: int, user: int) -> None:
    notifications.send_assignment(task, user)
