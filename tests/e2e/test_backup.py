"""The restore drill: what comes back into an empty place is what was there, byte for byte."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone
from psycopg import sql

from core.models import Decision, Document, User, Version
from core.services.champion import model_files, serving
from core.services.storage import originals
from core.services.storage.backup_folder import BackupDamaged, read_manifest, verify
from core.services.trainings import snapshots
from tests.cast import Cast, read_document, upload
from tests.databases import administer
from tests.teaching import Teach, sentence
from unidoc.ml import Prediction

TEXTS = [
    sentence(subject, seed)
    for seed in range(1000, 1250)
    for subject in ("tender", "lease")
]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any) -> Path:
    """Storages in folders, as on one machine."""
    use_folder(tmp_path / "before", settings)
    return tmp_path


def use_folder(folder: Path, settings: Any) -> None:
    for name in ("originals", "artifacts"):
        storages._storages[name] = FileSystemStorage(location=folder / name)  # type: ignore[attr-defined]
    settings.SNAPSHOTS_DIR = folder / "snapshots"
    serving._loaded.clear()


@contextmanager
def another_database(name: str) -> Iterator[None]:
    """An empty database in place of the test's own."""
    own = connection.settings_dict["NAME"]
    administer(sql.SQL("CREATE DATABASE {}"), name)
    connections.close_all()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = own
        administer(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)


def every_original() -> dict[str, bytes]:
    digests = Version.objects.values_list("sha256", flat=True)
    return {one: originals.open_original(one).read() for one in digests}


def every_model() -> set[str]:
    return {model_files.load(digest).digest for digest in model_files.named_digests()}


def predictions() -> list[Prediction]:
    with serving.champion() as served:
        return served.classifier.predict(TEXTS)


def rows() -> dict[str, list[Any]]:
    return {
        "documents": list(Document.objects.order_by("pk").values()),
        "decisions": list(Decision.objects.order_by("pk").values()),
        "users": list(User.objects.order_by("pk").values("username", "password")),
    }


def test_the_restore_drill(
    cast: Cast, teach: Teach, place: Path, settings: Any
) -> None:
    teach(12)
    upload(cast.editor, bytes(range(256)) * 400, name="неизвестное.bin")
    moment = timezone.now()
    digest = snapshots.take_snapshot(moment).digest
    read_document(cast.admin, sentence("lease", 99), project=cast.lease)
    before = every_original(), every_model(), predictions(), rows()
    assert len(before[0]) == 26
    assert len(before[1]) == 2  # the one that serves, and its twin that the gate asks
    assert len(before[2]) == 500
    call_command("backup", place / "backup", stdout=io.StringIO())

    use_folder(place / "after", settings)
    with another_database(f"{connection.settings_dict['NAME']}_restored"):
        call_command("restore", place / "backup", stdout=io.StringIO())
        after = every_original(), every_model(), predictions(), rows()
        # The past is computed anew from the rows, and from no file that came along.
        settings.SNAPSHOTS_DIR = place / "anew"
        again = snapshots.take_snapshot(moment)
        assert (again.digest, again.cached) == (digest, False)
        # It goes on where it was: rows are append-only, numbers continue.
        assert upload(User.objects.get(username="editor"), "After it").pk > max(
            one["id"] for one in before[3]["documents"]
        )
        with pytest.raises(CommandError, match="The database is not empty"):
            call_command("restore", place / "backup")
    assert after == before
    stored = sorted(one.name for one in (place / "before/snapshots").glob("*.parquet"))
    assert f"{digest}.parquet" in stored
    for name in stored:
        old, new = (place / part / "snapshots" / name for part in ("before", "after"))
        assert new.read_bytes() == old.read_bytes()


@pytest.fixture
def backup(cast: Cast, place: Path) -> Path:
    upload(cast.editor, "The first text")
    upload(cast.editor, "The second text")
    call_command("backup", place / "backup", stdout=io.StringIO())
    return place / "backup"


def nothing(_: int) -> None:
    """No progress bar."""


def test_a_backup_is_for_its_owner_alone(backup: Path) -> None:
    assert all(
        one.stat().st_mode & 0o077 == 0 for one in backup.rglob("*") if one.is_file()
    )
    assert backup.stat().st_mode & 0o077 == 0


def test_a_changed_byte_is_found_before_anything_is_written(
    backup: Path, place: Path, settings: Any
) -> None:
    [one, _] = sorted((backup / "originals").rglob("*/*"))
    one.write_bytes(b"X" + one.read_bytes()[1:])
    use_folder(place / "after", settings)
    with another_database(f"{connection.settings_dict['NAME']}_damaged"):
        with pytest.raises(CommandError, match=f"damaged: originals/.*{one.name}"):
            call_command("restore", backup)
        assert not connection.introspection.table_names()
    assert not (place / "after").exists()


@pytest.mark.parametrize("harm", ["missing", "outside", "no manifest", "nonsense"])
def test_what_is_no_whole_backup_is_refused(backup: Path, harm: str) -> None:
    manifest = backup / "manifest.json"
    told = json.loads(manifest.read_text())
    if harm == "missing":
        (backup / "database.dump").unlink()
    elif harm == "outside":
        told["files"][0]["path"] = "../../etc/passwd"
        manifest.write_text(json.dumps(told))
    elif harm == "no manifest":
        manifest.unlink()
    else:
        manifest.write_text("{}")
    with pytest.raises(BackupDamaged):
        verify(backup, read_manifest(backup), nothing)


def test_a_backup_of_a_newer_release_is_refused(backup: Path) -> None:
    manifest = backup / "manifest.json"
    told = json.loads(manifest.read_text())
    told["migrations"].append("core.9999_of_the_future")
    manifest.write_text(json.dumps(told))
    with (
        another_database(f"{connection.settings_dict['NAME']}_newer"),
        pytest.raises(CommandError, match="newer UniDoc"),
    ):
        call_command("restore", backup)


def test_a_backup_is_never_written_over(backup: Path) -> None:
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", backup)


def test_a_lost_original_is_told_and_the_rest_is_kept(cast: Cast, place: Path) -> None:
    lost, kept = upload(cast.editor, "Lost"), upload(cast.editor, "Kept")
    sha256 = lost.versions.get().sha256
    originals.storage().delete(originals.storage_key(sha256))
    with pytest.raises(CommandError, match=f"1 files are not .*{sha256}"):
        call_command("backup", place / "backup", stdout=io.StringIO())
    manifest = read_manifest(place / "backup")
    assert [path.endswith(sha256) for path in manifest.lost] == [True]
    assert any(kept.versions.get().sha256 in one.path for one in manifest.files)
