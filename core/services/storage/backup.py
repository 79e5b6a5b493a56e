"""Backup and restore: database, originals, models and snapshots, each file by its hash.

Originals and models are never changed and named by their digests, so the order makes a backup
whole while people work: first the database of one moment, then every file that it names.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core.exceptions import Conflict
from core.models import Version
from core.services.champion import model_files
from core.services.storage import database_copy, originals
from core.services.storage.backup_folder import (
    DATABASE,
    FORMAT,
    Advance,
    Entry,
    Manifest,
    describe,
    inside,
    read_manifest,
    verify,
    write_file,
    write_manifest,
)
from core.services.trainings.code_version import code_version

# The parts of a backup that lie in storages, by the storage's name.
PARTS = {"originals": "originals", "models": "artifacts"}
SNAPSHOTS = "snapshots"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that the database names: its part and key, and the SHA-256 of its bytes."""

    part: str
    key: str
    sha256: str

    @property
    def path(self) -> str:
        return f"{self.part}/{self.key}"


def back_up(folder: Path, advance: Advance) -> Manifest:
    """Write a backup into the empty ``folder``.

    A file that the storage lost does not stop it: it is in the manifest's ``lost``. Raises
    :class:`Conflict` for a folder with something in it.
    """
    _require_empty_folder(folder)
    database_copy.dump(folder / DATABASE)
    (folder / DATABASE).chmod(0o600)
    files, lost = [describe(folder, DATABASE)], []
    for wanted in _wanted():
        entry = _copy(wanted, folder)
        if entry is None:
            lost.append(wanted.path)
        else:
            files.append(entry)
        advance(1)
    files.extend(_copy_snapshots(folder))
    manifest = Manifest(
        format=FORMAT,
        created_at=timezone.now(),
        version=code_version(),
        migrations=sorted(_applied_migrations()),
        files=files,
        lost=lost,
    )
    write_manifest(folder, manifest)
    return manifest


def restore(folder: Path, advance: Advance) -> Manifest:
    """Bring a backup into an empty database and its files into the storages.

    Everything is verified before anything is written; files that are there already stay, and
    the database comes last and whole, so that a restore that broke off can be begun again.
    Raises :class:`Conflict` for a database with tables or a backup of a newer UniDoc, and
    :class:`BackupDamaged`.
    """
    manifest = read_manifest(folder)
    _require_empty_database()
    _require_known(manifest)
    verify(folder, manifest, advance)
    for part, storage in PARTS.items():
        for key, entry in inside(manifest, part):
            _bring_back(folder / entry.path, storages[storage], _key(part, key))
    for name, entry in inside(manifest, SNAPSHOTS):
        _bring_back_snapshot(folder / entry.path, name)
    database_copy.load(folder / DATABASE)
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def count_files() -> int:
    """How many files of the storages a backup would hold."""
    return sum(1 for _wanted_file in _wanted())


def _wanted() -> Iterator[Wanted]:
    digests = Version.objects.order_by("sha256").values_list("sha256", flat=True)
    for sha256 in digests.distinct().iterator():
        yield Wanted("originals", originals.storage_key(sha256), sha256)
    for digest in sorted(model_files.named_digests()):
        yield Wanted("models", digest, digest)


def _key(part: str, key: str) -> str:
    return model_files.storage_key(key) if part == "models" else key


def _copy(wanted: Wanted, folder: Path) -> Entry | None:
    """The copy's entry; None when the storage has the file no more, or with other bytes."""
    storage = storages[PARTS[wanted.part]]
    try:
        with storage.open(_key(wanted.part, wanted.key), "rb") as source:
            entry = write_file(folder, wanted.path, source)
    except FileNotFoundError:
        return None
    if entry.sha256 == wanted.sha256:
        return entry
    (folder / wanted.path).unlink()
    return None


def _copy_snapshots(folder: Path) -> Iterator[Entry]:
    for path in sorted(Path(settings.SNAPSHOTS_DIR).glob("*.parquet")):
        with path.open("rb") as source:
            yield write_file(folder, f"{SNAPSHOTS}/{path.name}", source)


def _bring_back(path: Path, storage: Storage, key: str) -> None:
    if not storage.exists(key):
        with path.open("rb") as source:
            storage.save(key, File(source))


def _bring_back_snapshot(path: Path, name: str) -> None:
    target = Path(settings.SNAPSHOTS_DIR) / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        with path.open("rb") as source:
            shutil.copyfileobj(source, draft)
        Path(draft.name).replace(target)


def _require_empty_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Conflict(
            f"{folder} is not empty: name a new folder for this backup.",
            code="backup-exists",
        )


def _require_empty_database() -> None:
    if connection.introspection.table_names():
        raise Conflict(
            "The database is not empty: restore into a new one, nothing is replaced.",
            code="database-not-empty",
        )


def _require_known(manifest: Manifest) -> None:
    unknown = set(manifest.migrations) - set(_names(_known_migrations()))
    if unknown:
        raise Conflict(
            f"This backup comes from a newer UniDoc: install {manifest.version} or later.",
            code="backup-newer",
        )


def _applied_migrations() -> Iterator[str]:
    return _names(MigrationRecorder(connection).applied_migrations())


def _known_migrations() -> Iterable[tuple[str, str]]:
    loader = MigrationLoader(None)
    assert loader.disk_migrations is not None  # noqa: S101 - set by its constructor
    return loader.disk_migrations


def _names(migrations: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"{app}.{name}" for app, name in migrations)
