"""One sandboxed reader for a whole test run: tests are also a test of its patience."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.extraction import Extracted, ExtractionFailed, Limits, Reader
from core.extraction.limits import MEBIBYTE

ReadBytes = Callable[..., Extracted]
FailToRead = Callable[..., ExtractionFailed]

# Tight, so that hostile files are refused soon; the time is for busy machines.
LIMITS = Limits(
    file_bytes=20 * MEBIBYTE,
    memory_bytes=512 * MEBIBYTE,
    seconds=30,
    pages=50,
    pixels=40_000_000,
    unpacked_bytes=40 * MEBIBYTE,
    entries=1_000,
    text_chars=1_000_000,
    attachments=5,
    attachment_bytes=MEBIBYTE,
)


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    with Reader(LIMITS) as reader:
        yield reader


@pytest.fixture
def read_bytes(reader: Reader, tmp_path: Path) -> ReadBytes:
    """Read bytes under a name, as an upload would be."""

    def read(data: bytes, file_name: str, **options: object) -> Extracted:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return reader.read(path, file_name=file_name, **options)  # type: ignore[arg-type]

    return read


@pytest.fixture
def fail_to_read(read_bytes: ReadBytes) -> FailToRead:
    """Read bytes that cannot be read; return why."""

    def fail(data: bytes, file_name: str) -> ExtractionFailed:
        with pytest.raises(ExtractionFailed) as caught:
            read_bytes(data, file_name)
        return caught.value

    return fail
