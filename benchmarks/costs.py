"""What a computation costs: wall and CPU seconds, memory, bytes on disk."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

MEGABYTE = 1_000_000


@dataclass(slots=True)
class Stopwatch:
    """``with Stopwatch() as watch: …``; CPU seconds count finished children too."""

    wall: float = 0.0
    cpu: float = 0.0

    def __enter__(self) -> Self:
        self.wall, self.cpu = -time.perf_counter(), -_cpu_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter()
        self.cpu += _cpu_seconds()


def _cpu_seconds() -> float:
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


def peak_rss_mb() -> float:
    """The largest resident set of this process so far, base included.

    Linux hands ``ru_maxrss`` on from the parent at exec, which would charge a child
    with its parent's memory, so the kernel's own high-water mark is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(line.split()[1]) * 1024 / MEGABYTE
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / MEGABYTE


def seconds_each(action: Callable[[str], object], texts: list[str]) -> list[float]:
    """CPU seconds of ``action`` for each text: another process's load adds nothing."""
    spent = []
    for text in texts:
        start = time.process_time()
        action(text)
        spent.append(time.process_time() - start)
    return spent


def size_mb(path: Path) -> float:
    """Bytes of a file, or of all files in a folder, in megabytes."""
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return sum(file.stat().st_size for file in files) / MEGABYTE
