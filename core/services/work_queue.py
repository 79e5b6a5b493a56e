"""Handing tasks to the workers, in the transaction of what they are about."""

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

# Not procrastinate's app: in a worker it has a connection of its own, and a task that is
# deferred there is taken up before the row that it is about is committed.
_MANAGER = JobManager(DjangoConnector())


def task(name: str, *, queue: str) -> JobDeferrer:
    """The task ``core.name``, to be deferred: nobody sees it unless the transaction commits."""
    return configure_task(name=f"core.{name}", job_manager=_MANAGER, queue=queue)


def lone_task(name: str, *, queue: str) -> JobDeferrer:
    """A task of which one at most waits, and one at most runs: what takes long leaves the
    other hands of a worker to others. Its ``defer`` raises ``AlreadyEnqueued``.
    """
    return configure_task(
        name=f"core.{name}",
        job_manager=_MANAGER,
        queue=queue,
        queueing_lock=name,
        lock=name,
    )
