"""Snapshots on disk: one Parquet file each, named by the digest of its rows.

The manifest travels as JSON in the file's own metadata, so that rows and manifest
are always replaced together, in one atomic rename.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from unidoc.ml.dataset import (
    Manifest,
    Removal,
    Row,
    Snapshot,
    SnapshotError,
    canonical,
    count,
    describe,
    digest_of,
)

_SCHEMA = pa.schema(
    [
        ("document_id", pa.string()),
        ("version_id", pa.string()),
        ("decision_id", pa.string()),
        ("text", pa.large_string()),
        ("label", pa.string()),
        ("language", pa.string()),
        ("date", pa.timestamp("us", tz="UTC")),
        ("split", pa.string()),
    ]
)
_MANIFEST_KEY = b"unidoc.manifest"
_MANIFEST = TypeAdapter(Manifest)
_UNREADABLE = (pa.ArrowException, OSError, UnicodeDecodeError)
_DIGEST = re.compile(r"[0-9a-f]{64}")


class SnapshotNotFound(SnapshotError):
    """No snapshot of this digest is stored."""


class SnapshotDamaged(SnapshotError):
    """The stored file is not what its name says."""


class SnapshotReduced(SnapshotError):
    """Documents of the snapshot were deleted: it can no longer be trained on."""


class SnapshotStore:
    """Snapshots in a folder; safe for several processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(
        self,
        rows: Iterable[Row],
        *,
        as_of: datetime,
        left_out: Mapping[str, Iterable[str]] | None = None,
    ) -> Snapshot:
        """Store rows, or find them stored; ``left_out`` maps reasons to document ids.

        A snapshot found keeps the manifest of its first storing. A damaged or
        reduced one is written anew. Raises InvalidRows.
        """
        ordered = canonical(rows)
        manifest = describe(ordered, as_of=as_of, left_out=left_out)
        with self._lock():
            stored = self._intact(manifest.digest)
            if stored is not None:
                return replace(stored, cached=True)
            self._write(manifest, ordered)
        return Snapshot(manifest, ordered)

    def get(self, digest: str) -> Snapshot:
        """A complete, verified snapshot.

        Raises SnapshotNotFound, SnapshotDamaged, and SnapshotReduced when documents
        were removed from it: what is left is no longer what the digest names.
        """
        snapshot = self.remaining(digest)
        if not snapshot.manifest.complete:
            removed = sum(len(part.document_ids) for part in snapshot.manifest.removed)
            raise SnapshotReduced(
                f"{removed} documents of snapshot {digest} were deleted. "
                "It can no longer be verified or trained on; take a new one."
            )
        return snapshot

    def remaining(self, digest: str) -> Snapshot:
        """What is left of a snapshot, complete or not; verified against damage."""
        data = self._existing(digest).read_bytes()
        try:
            table = pq.read_table(pa.BufferReader(data), schema=_SCHEMA)
            rows = tuple(Row(**values) for values in table.to_pylist())
        except _UNREADABLE as error:
            raise _damaged(digest) from error
        manifest = self.manifest(digest)
        if digest_of(rows) != manifest.content_digest:
            raise _damaged(digest)
        return Snapshot(manifest, rows)

    def manifest(self, digest: str) -> Manifest:
        """The manifest alone, without reading the rows."""
        path = self._existing(digest)
        try:
            metadata = pq.read_schema(path).metadata or {}
            manifest = _MANIFEST.validate_json(metadata[_MANIFEST_KEY])
        except (*_UNREADABLE, KeyError, ValidationError) as error:
            raise _damaged(digest) from error
        if digest != manifest.digest:
            raise _damaged(digest)
        return manifest

    def digests(self) -> list[str]:
        """The digests of all stored snapshots, sorted."""
        return sorted(
            path.stem
            for path in self._folder.glob("*.parquet")
            if _DIGEST.fullmatch(path.stem)
        )

    def forget(
        self, document_ids: Collection[str], *, at: datetime | None = None
    ) -> list[str]:
        """Remove documents from every snapshot; gives the digests that held them.

        A snapshot keeps its name; its manifest says what was removed and when, and
        ``get`` refuses it from then on. Safe to repeat. A damaged snapshot is not
        skipped: SnapshotDamaged names it, and the others are done by then.
        """
        gone = frozenset(document_ids)
        moment = (at or datetime.now(UTC)).astimezone(UTC)
        touched, damaged = [], []
        with self._lock():
            self._sweep()
            for digest in self.digests():
                try:
                    if self._reduce(digest, gone, moment):
                        touched.append(digest)
                except SnapshotDamaged:
                    damaged.append(digest)
        if damaged:
            raise _damaged(", ".join(damaged))
        return touched

    def _reduce(self, digest: str, gone: frozenset[str], at: datetime) -> bool:
        snapshot = self.remaining(digest)
        kept = tuple(row for row in snapshot.rows if row.document_id not in gone)
        removed = tuple(
            row.document_id for row in snapshot.rows if row.document_id in gone
        )
        manifest = _without(snapshot.manifest, gone)
        if removed:
            manifest = replace(
                manifest,
                content_digest=digest_of(kept),
                counts=count(kept),
                removed=(*manifest.removed, Removal(at, removed)),
            )
        if manifest != snapshot.manifest:
            self._write(manifest, kept)
        return bool(removed)

    def _intact(self, digest: str) -> Snapshot | None:
        try:
            return self.get(digest)
        except (SnapshotNotFound, SnapshotDamaged, SnapshotReduced):
            return None

    def _write(self, manifest: Manifest, rows: tuple[Row, ...]) -> None:
        table = pa.Table.from_pylist([asdict(row) for row in rows], schema=_SCHEMA)
        table = table.replace_schema_metadata(
            {_MANIFEST_KEY: _MANIFEST.dump_json(manifest)}
        )
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                pq.write_table(table, file, compression="zstd")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path(manifest.digest))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _sweep(self) -> None:
        # Whoever holds the lock is the only writer: a part is a dead writer's.
        for part in self._folder.glob("*.part"):
            part.unlink()

    def _lock(self) -> FileLock:
        self._folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self._folder / ".lock")

    def _existing(self, digest: str) -> Path:
        path = self._path(digest)
        if not path.is_file():
            raise SnapshotNotFound(f"There is no snapshot {digest}.")
        return path

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise SnapshotNotFound(f"{digest!r} is not the digest of a snapshot.")
        return self._folder / f"{digest}.parquet"


def _without(manifest: Manifest, gone: frozenset[str]) -> Manifest:
    left_out = tuple(
        replace(part, document_ids=tuple(i for i in part.document_ids if i not in gone))
        for part in manifest.left_out
    )
    return replace(manifest, left_out=left_out)


def _damaged(digest: str) -> SnapshotDamaged:
    return SnapshotDamaged(
        f"Snapshot {digest} is damaged: its content is not what its name says. "
        "Delete the file and take the snapshot again."
    )
