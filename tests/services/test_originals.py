"""Originals are kept by what is in them, once, whole, whatever happens meanwhile."""

import errno
import hashlib
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from botocore.exceptions import ReadTimeoutError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from storages.backends.s3 import S3Storage

from core.exceptions import Unavailable
from core.services.storage import originals
from tests.servers import S3
from unidoc.configuration import ROOT, Storage
from unidoc.content_storage import ContentStorage
from unidoc.settings.storages import ATTEMPTS
from unidoc.settings.storages import storages as storage_settings

# Saves a file of two chunks and is killed between them.
KILLED = """
import os, signal, sys
from django.conf import settings
from django.core.files.base import ContentFile
from unidoc.content_storage import ContentStorage

class Deadly(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"first half"
        os.kill(os.getpid(), signal.SIGKILL)

settings.configure()
ContentStorage(sys.argv[1]).save("ab/name", Deadly(b""))
"""


class TooLong(ContentFile[bytes]):
    """A file of which the disk holds the first half."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"first half"
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Originals on disk, as in production without a bucket."""
    entry = storage_settings(Storage(), tmp_path)["originals"]
    storages._storages["originals"] = ContentStorage(**entry["OPTIONS"])  # type: ignore[attr-defined]
    return tmp_path / "files" / "originals"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_does_not_fit_on_the_disk_leaves_nothing_there(folder: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        storages["originals"].save("ab/name", TooLong(b"first half, second half"))
    assert files(folder) == []


def test_the_same_bytes_are_stored_once_under_their_digest(folder: Path) -> None:
    stored = [originals.store(ContentFile(b"Lease of a floor")) for _ in range(2)]
    [path] = files(folder)
    assert stored[0] == stored[1]
    assert path.name == hashlib.sha256(b"Lease of a floor").hexdigest()
    with originals.as_local_file(path.name) as copy:
        assert copy.read_bytes() == b"Lease of a floor"


def test_what_is_known_and_stored_already_is_not_read_again() -> None:
    original = originals.store(ContentFile(b"Lease of a floor"))
    closed = ContentFile(b"")
    closed.close()
    assert originals.store(closed, original) == original


def test_a_bucket_that_is_silent_is_not_waited_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("unidoc.settings.storages.READ_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        named = Storage(bucket="b", endpoint_url=endpoint, key="k", secret="s")
        bucket = S3Storage(**storage_settings(named, Path())["originals"]["OPTIONS"])
        with pytest.raises(ReadTimeoutError):
            bucket.exists("ab/name")
        silent.settimeout(0.1)
        for _attempt in range(ATTEMPTS):
            silent.accept()[0].close()
        with pytest.raises(TimeoutError):
            silent.accept()


def test_a_bucket_has_one_object_of_what_two_store_at_once(s3: S3) -> None:
    """The second comes when the first is there, and both had found nothing."""
    bucket = Storage(
        bucket="artifacts", endpoint_url=s3.endpoint, key="test", secret="test"
    )
    entry = storage_settings(bucket, Path())["originals"]
    kept = S3Storage(**entry["OPTIONS"])
    key = originals.storage_key(hashlib.sha256(b"Lease").hexdigest())
    assert [kept.save(key, ContentFile(b"Lease")) for _ in range(2)] == [key, key]
    kept_keys = [one for one in s3.keys("artifacts") if one.startswith("originals/a7")]
    assert kept_keys == [f"originals/{key}"]
    kept.delete(key)


def test_only_we_may_read_them(folder: Path) -> None:
    originals.store(ContentFile(b"secret"))
    [path] = files(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_save_that_is_killed_leaves_no_half_file_under_the_name(
    tmp_path: Path,
) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT)
    assert done.returncode == -9
    storage = ContentStorage(tmp_path)
    assert not storage.exists("ab/name")
    assert storage.save("ab/name", ContentFile(b"first half, second half")) == "ab/name"
    assert storage.open("ab/name").read() == b"first half, second half"


def test_many_may_save_one_content_at_once(folder: Path) -> None:
    content = b"x" * 200_000
    with ThreadPoolExecutor(8) as pool:
        stored = set(
            pool.map(lambda _: originals.store(ContentFile(content)), range(8))
        )
    assert len(stored) == 1
    [path] = files(folder)
    assert path.read_bytes() == content


def test_a_removal_that_waits_holds_no_upload_up(
    db: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "PATIENCE", 0)
    unnamed = originals.store(ContentFile(b"Lease")).sha256
    with closing(connection.copy()) as other, other.cursor() as cursor:
        hold = "SELECT pg_advisory_lock_shared(hashtext('core.originals'))"
        cursor.execute(hold)
        with pytest.raises(Unavailable):
            originals.remove_unnamed([unnamed])
        assert len(files(folder)) == 1
        cursor.execute(hold.replace("lock_shared", "unlock_shared"))
        originals.remove_unnamed([unnamed])
    assert files(folder) == []


def test_an_empty_original_is_an_original(folder: Path) -> None:
    empty = originals.store(ContentFile(b""))
    assert originals.open_original(empty.sha256).read() == b""
