"""Limits a child puts on itself before it opens the first file.

Linux honours all of them. macOS ignores the bound on memory; time is bounded by the
parent everywhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys

from core.extraction.limits import Limits

_OPEN_FILES = 128
_SPARE_SECONDS = 5
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def enter(limits: Limits) -> None:
    """Bound memory, files and core dumps of this process, and leave the network."""
    largest = max(limits.attachment_bytes, limits.unpacked_bytes)
    _bound(resource.RLIMIT_AS, limits.memory_bytes)
    _bound(resource.RLIMIT_FSIZE, largest)
    _bound(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _bound(resource.RLIMIT_CORE, 0)
    # A write beyond RLIMIT_FSIZE is then an OSError instead of a silent death.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    os.umask(0o077)
    _leave_network()


def allow(seconds: int) -> None:
    """Let this process work for so many seconds more; afterwards the kernel ends it.

    The parent is stricter. This is for the case that the parent is gone.
    """
    allowed = seconds + _SPARE_SECONDS
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (used + allowed, hard))
    signal.alarm(allowed)


def rest() -> None:
    """Wait for the next file without a bound on time."""
    signal.alarm(0)


def _bound(kind: int, amount: int) -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (amount, amount))


def _leave_network() -> None:
    """Move to an empty network namespace where the kernel lets us (Linux)."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
