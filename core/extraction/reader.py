"""Read files through a sandboxed child process, whatever is in them."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from types import TracebackType

from core.extraction.child_process import ChildProcess, ChildTimedOut, Progress
from core.extraction.codec import decode_failure, decode_result
from core.extraction.limits import MEBIBYTE, Limits
from core.extraction.result import Extracted, ExtractionFailed, FailureCode
from core.extraction.wire import BrokenWire, Message

_NAME_CHARS = 255
_OUT_OF_MEMORY = (
    "memory allocation of",
    "MemoryError",
    "bad_alloc",
    "Out of memory",
    "out of memory",
    "Cannot allocate memory",
)
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGALRM)


class Reader:
    """A long-lived child that reads one file after another.

    Starting a child costs some 100 ms, so a worker keeps one `Reader`. The child is
    replaced after a crash, after a file that took too much, and every
    `limits.files_per_child` files. Threads may share a reader; they take turns. After a
    fork, the new process starts a child of its own.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child: ChildProcess | None = None
        self._owner = os.getpid()
        self._lock = threading.Lock()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def child_pid(self) -> int | None:
        """Process id of the present child, if there is one."""
        return self._child.pid if self._child else None

    def read(
        self,
        path: Path,
        *,
        file_name: str,
        attachments_to: Path | None = None,
        nesting: int = 0,
        on_progress: Progress | None = None,
    ) -> Extracted:
        """Return the content of the file at `path`, which people call `file_name`.

        Attachments of a mail are written to the folder `attachments_to` (none if
        None) under generated names. `nesting` is 0 for an upload and one more for
        each mail a file was taken out of. `on_progress(done, total)` is called for
        each page that goes through OCR; what it raises ends the reading.

        Raises:
            ExtractionFailed: the file cannot be read; the reader can go on.
            OSError: `path` cannot be opened.
            ChildUnavailable: no child can be started on this machine.

        """
        _check_size(path, self.limits)
        request = {
            "path": str(path.resolve()),
            "file_name": file_name[-_NAME_CHARS:],
            "attachments_to": attachments_to and str(attachments_to.resolve()),
            "nesting": nesting,
        }
        with self._lock:
            answer = self._ask(request, on_progress)
            try:
                return _open_answer(answer, attachments_to)
            except BrokenWire as error:
                self._end_child()
                raise ExtractionFailed(
                    FailureCode.CRASHED, detail=str(error)
                ) from error

    def close(self) -> None:
        """End the child; the next `read` starts a new one."""
        with self._lock:
            self._end_child()

    def _ask(self, request: Message, on_progress: Progress | None) -> Message:
        child = self._own_child()
        try:
            answer = child.ask(request, on_progress)
        except ChildTimedOut as error:
            self._end_child()
            raise _too_slow(self.limits) from error
        except BrokenWire as error:
            failure = self._explain_death(child)
            self._end_child()
            raise failure from error
        except BaseException:
            self._end_child()
            raise
        if answer.get("tired") or child.files_read >= self.limits.files_per_child:
            self._end_child()
        return answer

    def _own_child(self) -> ChildProcess:
        if self._child is None or self._owner != os.getpid():
            self._owner = os.getpid()
            self._child = ChildProcess(self.limits)
        return self._child

    def _explain_death(self, child: ChildProcess) -> ExtractionFailed:
        status = child.wait_for_death()
        words = child.last_words()
        if status in _OUT_OF_TIME:
            return _too_slow(self.limits)
        if status == -signal.SIGKILL or any(mark in words for mark in _OUT_OF_MEMORY):
            megabytes = self.limits.memory_bytes // MEBIBYTE
            return ExtractionFailed(
                FailureCode.TOO_MUCH_MEMORY, {"limit_mb": megabytes}, detail=words
            )
        return ExtractionFailed(
            FailureCode.CRASHED, detail=f"exit status {status}\n{words}"
        )

    def _end_child(self) -> None:
        if self._child is not None and self._owner == os.getpid():
            self._child.end()
        self._child = None


def read(path: Path, *, file_name: str, limits: Limits | None = None) -> Extracted:
    """Read one file in a child of its own; see `Reader.read`."""
    with Reader(limits) as reader:
        return reader.read(path, file_name=file_name)


def _check_size(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise ExtractionFailed(FailureCode.EMPTY_FILE)
    if size > limits.file_bytes:
        raise ExtractionFailed(
            FailureCode.TOO_LARGE,
            {
                "size_mb": -(-size // MEBIBYTE),
                "limit_mb": limits.file_bytes // MEBIBYTE,
            },
        )


def _open_answer(answer: Message, attachments_to: Path | None) -> Extracted:
    match answer.get("type"):
        case "result":
            return decode_result(answer, attachments_to)
        case "failure":
            raise decode_failure(answer)
        case _:
            raise BrokenWire("neither a result nor a failure")


def _too_slow(limits: Limits) -> ExtractionFailed:
    return ExtractionFailed(FailureCode.TOO_SLOW, {"limit_seconds": limits.seconds})
