"""The watched folder: a finished file comes in once, a half one never."""

import os
from pathlib import Path
from typing import Any

import pytest

from core.exceptions import InvalidInput
from core.models import Document, Inlet
from core.services.arrivals import intake, watched_folder
from core.services.arrivals.folder_files import files_in
from tests.cast import Cast, run_jobs


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Any) -> Path:
    settings.WATCHED_FOLDER = tmp_path / "scans"
    settings.WATCHED_FOLDER.mkdir()
    return tmp_path / "scans"


def look(times: int = 2) -> Inlet:
    for _time in range(times):
        watched_folder.look()
    return Inlet.objects.get()


def names(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    )


def test_a_file_is_taken_when_it_stopped_growing(
    cast: Cast, folder: Path, settings: Any
) -> None:
    settings.INTAKE_USER = "editor"
    scan = folder / "2027" / "scan.txt"
    scan.parent.mkdir()
    scan.write_text("Lease of the ")
    look(1)
    scan.write_text("Lease of the ground floor")
    assert look(1).taken == 0
    assert look(1).taken == 1
    run_jobs()
    document = Document.objects.get()
    assert (document.owner, document.project) == (cast.editor, None)
    assert document.status == "inbox"
    assert names(folder) == ["taken/2027/scan.txt"]


def test_a_worker_that_died_before_it_put_the_file_away_took_it_once(
    folder: Path,
) -> None:
    (folder / "scan.txt").write_text("Lease")
    look()
    (folder / "taken" / "scan.txt").rename(folder / "scan.txt")  # as if not moved
    look()
    assert Document.objects.count() == 1
    assert names(folder) == ["taken/scan.txt"]


def test_another_file_of_the_same_name_is_another_document(folder: Path) -> None:
    for text in ("Lease", "Lease, amended"):
        (folder / "scan.txt").write_text(text)
        inlet = look()
    assert inlet.taken == Document.objects.count() == 2
    assert names(folder) == ["taken/scan (2).txt", "taken/scan.txt"]


def test_what_cannot_be_taken_is_said_and_the_rest_goes_on(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "a link.txt").symlink_to(tmp_path)
    (folder / "scan.txt").write_text("Lease")
    (folder / "taken").write_text("A file where the folder should be")
    inlet = look()
    reasons = {one["name"]: one["reason"] for one in inlet.refused}
    assert "a link" in reasons["a link.txt"]
    assert reasons["scan.txt"]  # taken, but it could not be put away
    assert Document.objects.count() == 1
    (folder / "taken").unlink()
    assert [one["name"] for one in look(1).refused] == ["a link.txt"]


def test_a_file_that_is_too_large_is_named(folder: Path, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 2**20
    (folder / "huge.txt").write_bytes(b"x" * (2**20 + 1))
    (folder / "scan.txt").write_text("Lease")
    [refused] = look().refused
    assert refused == {
        "name": "huge.txt",
        "reason": "2 MB, more than the 1 MB that are read",
    }
    assert Document.objects.get().title == "scan"


def test_what_took_a_files_place_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "scan.txt"
    path.write_text("Lease")
    other = [5, 0]
    with pytest.raises(InvalidInput, match="still being written"):
        intake.steady_copy(path, other).__enter__()
    path.unlink()
    path.symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic"):
        intake.steady_copy(path).__enter__()
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(InvalidInput, match="not a file"):
        intake.steady_copy(path).__enter__()


def test_a_file_that_goes_while_the_folder_is_walked_is_none(folder: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text("Lease")
    found = files_in(folder)
    first = next(found)
    (folder / "b.txt").unlink()
    assert [first.place, *(one.place for one in found)] == ["a.txt", "c.txt"]


def test_a_folder_that_is_gone_is_a_problem_until_it_is_back(folder: Path) -> None:
    folder.rmdir()
    assert "There is no folder" in look(1).problem
    folder.mkdir()
    assert look(1).problem == ""


def test_no_account_no_documents(folder: Path, settings: Any) -> None:
    settings.INTAKE_USER = "nobody"
    (folder / "scan.txt").write_text("Lease")
    assert "INTAKE_USER" in look().problem
    assert not Document.objects.exists()


def test_bytes_are_hashed_and_stored_from_one_copy(tmp_path: Path) -> None:
    path = tmp_path / "growing.txt"
    path.write_text("first")
    with intake.steady_copy(path) as copy:
        path.write_text("first and more")
        assert copy.read() == b"first"
    os.truncate(path, 0)
