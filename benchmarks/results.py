"""A results file: JSON, where a later run of the same thing replaces the earlier."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

Record = dict[str, Any]
Key = Callable[[Record], object]


def read_records(path: Path) -> list[Record]:
    """The file's records; none where there is no file yet."""
    if not path.exists():
        return []
    records: list[Record] = json.loads(path.read_text(encoding="utf-8"))["records"]
    return records


def merge_record(path: Path, record: Mapping[str, Any], key: Key) -> None:
    """Put ``record`` in the place of the one with the same key, or at the end.

    The file is replaced in one step, so that a stopped run leaves it whole.
    """
    new = dict(record)
    kept = [old for old in read_records(path) if key(old) != key(new)]
    text = json.dumps({"records": [*kept, new]}, ensure_ascii=False, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(path)


def append_line(path: Path, record: Mapping[str, Any]) -> None:
    """Add one record to a JSON Lines file: what a long run has done so far."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def read_lines(path: Path) -> list[Record]:
    """The records of a JSON Lines file; none where there is no file yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def circumstances() -> dict[str, str]:
    """Commit, date, machine and versions: what a figure belongs to."""
    return {
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "scikit-learn": version("scikit-learn"),
        "numpy": version("numpy"),
    }


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"
