"""Checking the originals, on disk and in a bucket: a changed byte is found and named."""

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage as DjangoStorage
from django.core.files.storage import storages
from django.core.management import execute_from_command_line
from django.utils.module_loading import import_string

from core.management.commands.check_files import FOUND_FAULTS
from core.models import Document
from core.services.storage import leftovers, originals
from tests.cast import Cast, current, upload
from tests.commands.console import refusal, run
from tests.servers import S3, s3_server
from unidoc.configuration import Storage
from unidoc.settings.storages import storages as storage_settings


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    with s3_server() as server:
        yield server


def use(settings: Storage, folder: Path) -> DjangoStorage:
    """Keep the originals where these settings say, as the product does."""
    entry = storage_settings(settings, folder)["originals"]
    made: DjangoStorage = import_string(entry["BACKEND"])(**entry["OPTIONS"])
    storages._storages["originals"] = made  # type: ignore[attr-defined]
    return made


def bucket(server: S3, **more: str) -> Storage:
    """A bucket of its own for each test."""
    name = f"unidoc-{secrets.token_hex(8)}"
    server.create_bucket(name)
    return Storage(
        bucket=name, endpoint_url=server.endpoint, key="test", secret="test", **more
    )


@pytest.fixture(params=["disk", "s3"])
def storage(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> DjangoStorage:
    monkeypatch.setattr(leftovers, "AGE", leftovers.AGE * 0)
    if request.param == "disk":
        return use(Storage(), tmp_path)
    return use(bucket(request.getfixturevalue("s3")), tmp_path)


@pytest.fixture
def documents(cast: Cast, storage: DjangoStorage) -> list[Document]:
    return [upload(cast.editor, f"Text {number}") for number in range(3)]


def key(document: Document) -> str:
    return originals.storage_key(current(document).sha256)


def overwrite(storage: DjangoStorage, name: str, content: bytes) -> None:
    storage.delete(name)
    assert storage.save(name, ContentFile(content)) == name


def test_sound_files_are_counted(documents: list[Document]) -> None:
    assert "3 originals are what they were." in run("check_files")


def test_a_changed_byte_a_lost_file_and_an_orphan_are_named(
    documents: list[Document],
    storage: DjangoStorage,
    capsys: pytest.CaptureFixture[str],
) -> None:
    changed, lost, _sound = documents
    overwrite(storage, key(changed), b"Text 9")
    storage.delete(key(lost))
    orphan = hashlib.sha256(b"nobody's").hexdigest()
    storage.save(originals.storage_key(orphan), ContentFile(b"nobody's"))
    sentence = refusal("check_files")
    assert sentence.startswith("1 damaged, 1 missing, 1 orphaned.")
    with pytest.raises(SystemExit) as ended:
        os_exit_of("check_files")
    assert ended.value.code == FOUND_FAULTS
    said = capsys.readouterr().out
    assert f"damaged: {key(changed)}" in said
    assert f"document {changed.pk}, version 1, text.txt" in said
    assert f"missing: {key(lost)}" in said
    assert f"orphaned: {originals.storage_key(orphan)}" in said


def os_exit_of(command: str) -> None:
    """Run a command as `manage.py` does; raises SystemExit with its code."""
    execute_from_command_line(["manage.py", command])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {"ServerSideEncryption": "AES256"}),
        (
            {"kms_key_id": "key-1"},
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "key-1"},
        ),
    ],
)
def test_encryption_is_asked_for_with_every_original(
    cast: Cast,
    s3: S3,
    tmp_path: Path,
    settings: dict[str, str],
    expected: dict[str, str],
) -> None:
    stored = bucket(s3, **settings)
    use(stored, tmp_path)
    document = upload(cast.editor, f"Secret {sorted(settings)}")
    client = s3.client()
    head = client.head_object(Bucket=stored.bucket, Key=f"originals/{key(document)}")
    assert {name: head[name] for name in expected} == expected
    with originals.open_original(current(document).sha256) as original:
        assert original.read() == f"Secret {sorted(settings)}".encode()
