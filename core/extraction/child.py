"""The child's side: take requests from stdin, answer on stdout, one file at a time."""

from __future__ import annotations

import faulthandler
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from core.extraction import sandbox
from core.extraction.codec import encode_failure, encode_result
from core.extraction.extractors.base import Context
from core.extraction.limits import MEBIBYTE, Limits
from core.extraction.pipeline import extract
from core.extraction.result import ExtractionFailed, FailureCode
from core.extraction.wire import HEADER, Message, pack, unpack

# A child that has grown beyond this share of its memory makes room for a fresh one.
_TIRED_SHARE = 0.4
_STATM = Path("/proc/self/statm")


def main() -> None:
    """Serve until stdin ends."""
    requests, answers = _take_pipes()
    faulthandler.enable()
    hello = _receive(requests)
    if hello is None:
        return
    limits = Limits(**hello["limits"])
    sandbox.enter(limits)
    _send(answers, {"type": "ready"})
    while (request := _receive(requests)) is not None:
        sandbox.allow(limits.seconds)
        answer = _answer(request, limits, answers)
        sandbox.rest()
        _send(answers, answer)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for ourselves, so that no library writes into them."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, answers


def _answer(request: Message, limits: Limits, answers: BinaryIO) -> Message:
    folder = request["attachments_to"]
    context = Context(
        limits=limits,
        progress=_page_reporter(limits, answers),
        attachments_to=Path(folder) if folder else None,
        nesting=request["nesting"],
    )
    try:
        result = extract(Path(request["path"]), request["file_name"], context)
        answer = {"type": "result", **encode_result(result)}
    except ExtractionFailed as failure:
        answer = {"type": "failure", **encode_failure(failure)}
    except MemoryError:
        answer = _out_of_memory(limits)
    return answer | {"tired": _is_tired(limits) or answer.get("tired", False)}


def _out_of_memory(limits: Limits) -> Message:
    failure = ExtractionFailed(
        FailureCode.TOO_MUCH_MEMORY, {"limit_mb": limits.memory_bytes // MEBIBYTE}
    )
    return {"type": "failure", "tired": True, **encode_failure(failure)}


def _page_reporter(limits: Limits, answers: BinaryIO) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        sandbox.allow(limits.page_seconds)
        _send(answers, {"type": "progress", "done": done, "total": total})

    return report


def _is_tired(limits: Limits) -> bool:
    return _resident_bytes() > limits.memory_bytes * _TIRED_SHARE


def _resident_bytes() -> int:
    """Return the memory held now; 0 where the kernel does not tell (macOS).

    getrusage would tell the peak, which a child inherits from a large parent.
    """
    try:
        pages = int(_STATM.read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _receive(requests: BinaryIO) -> Message | None:
    header = requests.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    return unpack(requests.read(size))


def _send(answers: BinaryIO, message: Message) -> None:
    answers.write(pack(message))
    answers.flush()
