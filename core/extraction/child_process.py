"""The parent's hold on one sandboxed child: start it, ask it, end it."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from core.extraction.limits import MEBIBYTE, Limits
from core.extraction.wire import HEADER, BrokenWire, Message, pack, unpack

_SOURCE_ROOT = Path(__file__).resolve().parents[2]
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from core.extraction.child import main; main()"
)
_START_SECONDS = 60
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")
# Several bytes of JSON for each character, plus as much again for the text of pages.
_FRAME_BYTES_PER_CHAR = 16

Progress = Callable[[int, int], None]


class ChildUnavailable(RuntimeError):
    """No child could be started: the installation is broken, not a file."""


class ChildTimedOut(Exception):
    """The child did not answer in time."""


class Deadline:
    """Wall time for one answer; each page under OCR pushes it back, up to a bound."""

    def __init__(self, limits: Limits) -> None:
        started = time.monotonic()
        self._page_seconds = limits.page_seconds
        self._ends = started + limits.seconds
        self._last = started + limits.longest_seconds

    def extend_for_page(self) -> None:
        wanted = time.monotonic() + self._page_seconds
        self._ends = min(self._last, max(self._ends, wanted))

    def seconds_left(self) -> float:
        return self._ends - time.monotonic()


class ChildProcess:
    """A Python child with limits, an empty environment and its own process group."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.largest_answer = MEBIBYTE + limits.text_chars * _FRAME_BYTES_PER_CHAR
        self.files_read = 0
        self._scratch = tempfile.TemporaryDirectory(prefix="unidoc-read-")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=self._scratch.name,
            env=_environment(self._scratch.name),
            start_new_session=True,
        )
        self._greet()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: Message, on_progress: Progress | None = None) -> Message:
        """Return the child's answer; the child must be ended after an exception.

        Raises:
            ChildTimedOut: no answer within the limits.
            BrokenWire: the child died, or said what it should not.

        """
        self.files_read += 1
        self._errors.seek(0)
        self._errors.truncate()
        deadline = Deadline(self._limits)
        self._send(request)
        while (message := self._receive(deadline)).get("type") == "progress":
            deadline.extend_for_page()
            _report(message, on_progress)
        return message

    def end(self) -> int:
        """Kill the child with all it started; return its exit status."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        status = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(OSError):
            self._scratch.cleanup()
        return status

    def wait_for_death(self, seconds: float = 5) -> int | None:
        """Return the exit status of a child that ended by itself, None if it lives."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def last_words(self, size: int = 4000) -> str:
        """Return the end of what the child wrote to stderr about this file."""
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - size))
        return self._errors.read(size).decode("utf-8", "replace")

    def _greet(self) -> None:
        deadline = Deadline(Limits(seconds=_START_SECONDS, ocr_seconds=0))
        try:
            self._send({"limits": asdict(self._limits)})
            if self._receive(deadline).get("type") != "ready":
                raise BrokenWire("a child of another version")
        except (BrokenWire, ChildTimedOut) as error:
            words = self.last_words()
            self.end()
            raise ChildUnavailable(
                f"The reading process does not start: {words}"
            ) from error

    def _send(self, message: Message) -> None:
        if self._process.stdin is None:
            raise BrokenWire("no pipe")
        try:
            self._process.stdin.write(pack(message))
            self._process.stdin.flush()
        except OSError as error:
            raise BrokenWire("the child is gone") from error

    def _receive(self, deadline: Deadline) -> Message:
        (size,) = HEADER.unpack(self._read(HEADER.size, deadline))
        if size > self.largest_answer:
            raise BrokenWire("an answer larger than any text")
        return unpack(self._read(size, deadline))

    def _read(self, count: int, deadline: Deadline) -> bytes:
        if self._process.stdout is None:
            raise BrokenWire("no pipe")
        pipe = self._process.stdout.fileno()
        chunks = bytearray()
        while len(chunks) < count:
            _wait_for_data(pipe, deadline)
            chunk = os.read(pipe, min(count - len(chunks), 1 << 20))
            if not chunk:
                raise BrokenWire("the child is gone")
            chunks += chunk
        return bytes(chunks)


def _command() -> list[str]:
    flags = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
    return [sys.executable, *flags, "-c", _BOOT, str(_SOURCE_ROOT)]


def _environment(scratch: str) -> dict[str, str]:
    """Return the whole environment of a child: no settings, no secrets."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return kept | {
        "HOME": scratch,
        "TMPDIR": scratch,
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        "RAYON_NUM_THREADS": "1",
        "TOKIO_WORKER_THREADS": "1",
        # Each arena reserves 64 MiB of the address space that RLIMIT_AS counts.
        "MALLOC_ARENA_MAX": "2",
    }


def _wait_for_data(pipe: int, deadline: Deadline) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        left = deadline.seconds_left()
        if left <= 0 or not selector.select(left):
            raise ChildTimedOut


def _report(message: Message, on_progress: Progress | None) -> None:
    done, total = message.get("done"), message.get("total")
    if not isinstance(done, int) or not isinstance(total, int):
        raise BrokenWire("progress without numbers")
    if on_progress is not None:
        on_progress(done, total)
