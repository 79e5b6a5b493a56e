"""The benchmark of ways in: its files are what it says, and processor time is counted."""

import os
from pathlib import Path

import psutil

from benchmarks.intake import cpu_seconds, write_files


def test_four_kinds_of_files_are_made(tmp_path: Path) -> None:
    made = write_files(tmp_path, range(8))
    assert made == {".docx": 2, ".pdf": 2, ".xlsx": 2, ".txt": 2}
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 8


def test_processor_time_is_counted_upwards() -> None:
    own = psutil.Process(os.getpid())
    before = cpu_seconds([own])
    sum(range(200_000))
    assert 0 < before <= cpu_seconds([own])
