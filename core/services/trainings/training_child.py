"""What a training process does with itself before and while it trains."""

import errno
import os
import resource
import sys
import threading

from django.conf import settings
from django.utils.translation import gettext as _

from core.exceptions import Unavailable
from core.models import Job
from core.services import jobs
from core.services.trainings import training

# Filing goes first when both want the processor.
NICENESS = 10
PARENT_GONE = 3


class OutOfMemory(Unavailable):
    """The training needed more memory than it may take."""

    code = "out-of-memory"


def run(job: Job) -> None:
    """Train as ``job`` says; its end, good or bad, is in the row."""
    _end_with_parent()
    os.nice(NICENESS)
    _bound_memory(settings.TRAINING_MEMORY_MB)
    with jobs.running(job):
        try:
            trained = training.train(
                actor=job.created_by,
                watch=jobs.watcher(job),
                recipe=str(job.params.get("recipe", training.DEFAULT_RECIPE)),
            )
        # CPython has a SystemError left where there is no memory for the error itself.
        except (MemoryError, SystemError, OSError) as error:
            if isinstance(error, OSError) and error.errno != errno.ENOMEM:
                raise
            raise OutOfMemory(_out_of_memory()) from error
        job.result = trained.as_result()
        job.save(update_fields=["result"])


def _out_of_memory() -> str:
    return _(
        "The training needed more than {limit} MB of memory. Raise TRAINING_MEMORY_MB."
    ).format(limit=settings.TRAINING_MEMORY_MB)


def _bound_memory(megabytes: int) -> None:
    """Bound what this process may allocate; mapped libraries don't count.

    Linux counts private memory against RLIMIT_DATA; elsewhere the bound has no effect.
    """
    if sys.platform == "linux":
        _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = megabytes * 2**20
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _end_with_parent() -> None:
    """End at once when standard input closes: whoever watched us is gone."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os._exit(PARENT_GONE)

    threading.Thread(target=wait, daemon=True).start()
