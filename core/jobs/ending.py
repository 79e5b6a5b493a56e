"""How a worker ends. Told to, it gives back what it could not finish in its grace time.

procrastinate cannot end a thread: it would wait for the job for ever, or until somebody kills
the worker, and only then would others notice the silence. So the job goes back into the queue,
and the process ends with the thread in it. Whatever the thread did meanwhile is whole or not
at all, and the next run of the job finds it done.

A worker that lost its database ends, too, and its exit code says that nobody told it to.
"""

import asyncio
import functools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision, signals
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

from core.services import jobs
from core.services.trainings import training_process

logger = structlog.get_logger(__name__)

# In seconds: between two looks, for the worker to sign off, and for the process to be gone.
LOOK = 0.2
SIGN_OFF = 3.0
AFTER = 5

_told_to_end = threading.Event()


@contextmanager
def noticing_signals() -> Iterator[None]:
    """For the block, let `exit_code` know of signals that end a worker.

    procrastinate ends in the same way for want of its database, and does not say which it was.
    """
    on_stop = signals.on_stop

    @contextmanager
    def noticing(callback: Callable[[], None]) -> Iterator[Any]:
        def told() -> None:
            _told_to_end.set()
            callback()

        with on_stop(told):
            yield

    signals.on_stop = noticing
    try:
        yield
    finally:
        signals.on_stop = on_stop


def exit_code() -> int:
    """Of a worker that waits for jobs until it is told to end."""
    return 0 if _told_to_end.is_set() else 1


@dataclass(frozen=True)
class GiveBack(BaseRetryStrategy):
    """Run again what was given back; other failures as `otherwise` says, or not at all."""

    otherwise: BaseRetryStrategy | None = None

    def get_retry_decision(
        self, *, exception: BaseException, job: Job
    ) -> RetryDecision | None:
        if isinstance(exception, jobs.GivenBack):
            return RetryDecision(retry_in={"seconds": AFTER})
        if self.otherwise is None:
            return None
        return self.otherwise.get_retry_decision(exception=exception, job=job)


async def give_back_at_the_end(
    call_next: AsyncCallNext, context: JobContext, worker: Worker
) -> Any:
    """Wait for the job, but no longer than the worker may.

    What cannot be given back stays with the dead worker, whose jobs others take over
    (``core.give_back_stalled``).
    """
    running = asyncio.ensure_future(call_next())
    while not (await asyncio.wait({running}, timeout=LOOK))[0]:
        if context.abort_reason() is AbortReason.SHUTDOWN:
            await _give_back(running, context)
    return await running


async def _give_back(running: asyncio.Future[Any], context: JobContext) -> None:
    """Raises ``GivenBack``, unless the job ends after all."""
    _end_soon()
    training_process.let_go()
    done, _ = await asyncio.wait({running}, timeout=SIGN_OFF / 2)
    if not done and isinstance(context.task.retry_strategy, GiveBack):
        await sync_to_async(jobs.give_back)(_job_id(context))
        raise jobs.GivenBack


def _job_id(context: JobContext) -> int:
    """Of our row; every task that gives back is called with it."""
    given = context.job.task_kwargs["job_id"]
    assert isinstance(given, int)  # noqa: S101 - a contract with core.services.jobs.defer
    return given


@functools.cache
def _end_soon() -> None:
    """End the process once the worker has signed off, whatever its threads do."""
    logger.warning("worker_ends_with_jobs_running")
    last = threading.Timer(SIGN_OFF, os._exit, [exit_code()])
    last.daemon = True
    last.start()
