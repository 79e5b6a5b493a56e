"""A backup as a folder: files, and a manifest that says what each of them must be.

The manifest is written last: a folder without one is a backup that never came to its end.
"""

import datetime
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import TypeAdapter, ValidationError

from core.exceptions import ProductError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.dump"
CHUNK = 1 << 20

Advance = Callable[[int], None]


class BackupDamaged(ProductError):
    """The folder is no whole backup; the message names the first file that is wrong."""

    code = "backup-damaged"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its place in the folder, the SHA-256 of its bytes in hex, and their number."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``migrations`` are those of the database; ``lost`` are files that the storage no
    longer had, or had with other bytes, when the backup was made.
    """

    format: int
    created_at: datetime.datetime
    version: str
    migrations: list[str]
    files: list[Entry]
    lost: list[str]


_MANIFEST = TypeAdapter(Manifest)


def write_file(folder: Path, name: str, source: IO[Any]) -> Entry:
    """Copy ``source`` to ``name`` in the folder, readable for us alone."""
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as copy:
        target.chmod(0o600)
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            copy.write(chunk)
    return Entry(name, digest.hexdigest(), target.stat().st_size)


def describe(folder: Path, name: str) -> Entry:
    """The entry of a file that is in the folder already."""
    with (folder / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Entry(name, digest, (folder / name).stat().st_size)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    draft = folder / f"{MANIFEST}.draft"
    text = json.dumps(asdict(manifest), default=str, indent=1, ensure_ascii=False)
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.rename(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """Raises :class:`BackupDamaged` when there is none that can be understood."""
    try:
        manifest = _MANIFEST.validate_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise BackupDamaged(
            f"{folder} is no complete backup: it has no {MANIFEST}."
        ) from error
    except ValidationError as error:
        raise _wrong(MANIFEST) from error
    if manifest.format != FORMAT:
        raise _wrong(MANIFEST)
    return manifest


def verify(folder: Path, manifest: Manifest, advance: Advance) -> None:
    """Raise :class:`BackupDamaged` unless every file is exactly what the manifest says."""
    for entry in manifest.files:
        path = (folder / entry.path).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            raise _wrong(entry.path)
        if describe(folder, entry.path) != entry:
            raise _wrong(entry.path)
        advance(1)


def inside(manifest: Manifest, part: str) -> Iterator[tuple[str, Entry]]:
    """The files below the folder ``part``: each name there, and its entry."""
    for entry in manifest.files:
        if entry.path.startswith(f"{part}/"):
            yield entry.path.removeprefix(f"{part}/"), entry


def _wrong(name: str) -> BackupDamaged:
    return BackupDamaged(
        f"The backup is damaged: {name} is not what was written. Use another one."
    )
