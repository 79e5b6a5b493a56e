"""Originals are kept by the SHA-256 of their content, never by a name that came from outside."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.exceptions import Unavailable
from core.models import Version

# Seconds to wait for a moment in which nobody stores a file, and between two tries.
PATIENCE = 60.0
PAUSE = 0.1


class OriginalLost(Unavailable):
    """The storage has an original no more."""

    code = "original-lost"


@dataclass(frozen=True, slots=True)
class Original:
    """A stored original: ``sha256`` in hex, ``size`` in bytes."""

    sha256: str
    size: int


def storage() -> Storage:
    return storages["originals"]


def storage_key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def digest_of(content: File[bytes]) -> Original:
    """What a file would be stored as."""
    digest = hashlib.sha256()
    size = 0
    for chunk in content.chunks():
        digest.update(chunk)
        size += len(chunk)
    return Original(digest.hexdigest(), size)


def store(content: File[bytes], original: Original | None = None) -> Original:
    """Store a file's bytes once, however often they come in.

    ``original`` is their :func:`digest_of`, where the caller has asked for it already.
    """
    original = original or digest_of(content)
    key = storage_key(original.sha256)
    if not storage().exists(key):
        content.seek(0)
        storage().save(key, content)
    return original


def hold() -> None:
    """Until commit, no original is removed: call it before you store one and name it in a row."""
    _lock("pg_advisory_xact_lock_shared")


@transaction.atomic
def remove_unnamed(digests: Collection[str]) -> None:
    """Remove those of the originals that no version names, while nobody holds them.

    Raises :class:`Unavailable` when they are held all the time.
    """
    _wait_for_all()
    named = set(
        Version.objects.filter(sha256__in=digests).values_list("sha256", flat=True)
    )
    for sha256 in set(digests) - named:
        storage().delete(storage_key(sha256))


def _wait_for_all() -> None:
    # Not in the lock's own queue: every upload would have to wait behind us.
    end = time.monotonic() + PATIENCE
    while not _lock("pg_try_advisory_xact_lock"):
        if time.monotonic() > end:
            raise Unavailable(
                _("Files are being stored all the time; none can be removed now."),
                code="originals-held",
            )
        time.sleep(PAUSE)


def _lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtext('core.originals'))")
        return bool(cursor.fetchall()[0][0])


def open_original(sha256: str) -> File[bytes]:
    """The original's bytes. Raises :class:`OriginalLost`."""
    try:
        return storage().open(storage_key(sha256), "rb")
    except FileNotFoundError as error:
        raise OriginalLost(
            _(
                "The file is no longer in the storage. "
                "An administrator may bring it back from a backup."
            )
        ) from error


@contextmanager
def as_local_file(sha256: str) -> Iterator[Path]:
    """A copy of the original on local disk, for as long as the block runs.

    Raises :class:`OriginalLost`.
    """
    with tempfile.TemporaryDirectory(prefix="unidoc-") as folder:
        path = Path(folder) / "original"
        with open_original(sha256) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        yield path
