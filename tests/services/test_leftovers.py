"""The nightly sweep takes what nobody will ask for, and nothing else."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from core.jobs import tasks
from core.services.storage import leftovers, originals
from core.services.storage.leftovers import Swept
from tests.cast import Cast, current, upload
from tests.teaching import Teach
from unidoc.configuration import Storage
from unidoc.content_storage import ContentStorage
from unidoc.settings.storages import storages as storage_settings

Age = Callable[[], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Both storages on disk, as in production without a bucket."""
    for name, entry in storage_settings(Storage(), tmp_path).items():
        storages._storages[name] = ContentStorage(**entry["OPTIONS"])  # type: ignore[attr-defined]
    return tmp_path / "files"


@pytest.fixture
def age(folder: Path) -> Age:
    """Make everything that is stored two days old."""

    def old() -> None:
        then = time.time() - 2 * 86400
        for path in folder.rglob("*"):
            os.utime(path, (then, then))

    return old


def leave(folder: Path) -> None:
    """A half-written file in each storage, an upload that was rolled back, a lost model."""
    for name in ("originals", "artifacts"):
        drafts = folder / name / "drafts"
        drafts.mkdir(parents=True, exist_ok=True)
        (drafts / "half").write_bytes(b"first half")
    originals.store(ContentFile(b"Never named by a row"))
    storages["artifacts"].save("models/" + "0" * 64, ContentFile(b"a model"))


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_what_is_left_behind_goes_and_the_rest_stays(
    cast: Cast, teach: Teach, folder: Path, age: Age
) -> None:
    model = teach(10)
    document = upload(cast.editor, "A text about the tender")
    kept = files(folder)
    leave(folder)
    assert leftovers.sweep() == Swept()  # it may be somebody's work
    age()
    assert leftovers.sweep() == Swept(drafts=2, originals=1, models=1)
    assert files(folder) == kept
    assert originals.open_original(current(document).sha256).read()
    assert storages["artifacts"].exists(f"models/{model.measured_digest}")


def test_the_clock_sweeps_what_there_is(db: None, folder: Path, age: Age) -> None:
    tasks.sweep_leftovers(0)  # nothing was ever stored
    leave(folder)
    age()
    tasks.sweep_leftovers(0)
    assert files(folder) == set()
