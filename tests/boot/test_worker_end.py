"""The exit code of a worker says whether somebody told it to end, or its database was lost."""

import asyncio
import signal
import threading
from collections.abc import Iterator

import pytest
from procrastinate import signals

from core.jobs import ending


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that nobody told anything yet, hearing as a worker does."""
    monkeypatch.setattr(ending, "_told_to_end", threading.Event())
    # A browser that a test before has opened leaves its loop here: it would hear instead.
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    with ending.noticing_signals():
        yield
    asyncio._set_running_loop(loop)


def test_a_worker_that_nobody_told_ends_with_a_failure() -> None:
    with signals.on_stop(lambda: None):
        pass
    assert ending.exit_code() == 1


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_does_so_well(told: signal.Signals) -> None:
    stopped = threading.Event()
    with signals.on_stop(stopped.set):
        signal.raise_signal(told)
    assert stopped.is_set()
    assert ending.exit_code() == 0
