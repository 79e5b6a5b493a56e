"""Importing a folder: every file once, whatever is wrong with its neighbours."""

from pathlib import Path

import pytest

from core.choices import DocumentStatus, Role
from core.models import Document, Membership
from tests.cast import Cast, run_jobs
from tests.commands.console import refusal, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "notes.txt": "Meeting notes",
        "Lease/lease.txt": "Lease of the ground floor",
        "Lease/2027/rent.txt": "The rent rises",
        "Снабжение/Договор поставки.txt": "Договор поставки бумаги",
        ".hidden/secret.txt": "Not for us",
        "~$lease.docx": "a lock file",
    }
    for name, text in files.items():
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "files"


def titles() -> list[str]:
    return sorted(Document.objects.values_list("title", flat=True))


def test_every_file_becomes_a_document_that_is_read(cast: Cast, folder: Path) -> None:
    said = run("import_documents", folder, "--user", "editor")
    assert "4 documents added, 0 were there already, 0 files" in said
    assert "4 wait for a worker" in said
    assert titles() == ["lease", "notes", "rent", "Договор поставки"]
    documents = Document.objects.all()
    assert {(one.owner, one.project) for one in documents} == {(cast.editor, None)}
    run_jobs()
    assert not Document.objects.exclude(status=DocumentStatus.INBOX).exists()


def test_a_second_run_adds_only_what_is_new(db: None, folder: Path) -> None:
    run("import_documents", folder)
    (folder / "notes.txt").write_text("Meeting notes, second edition")
    said = run("import_documents", folder)
    assert "1 documents added, 3 were there already" in said


def test_a_folder_may_have_a_longer_name_than_a_project(db: None, folder: Path) -> None:
    (folder / "Lease").rename(folder / ("L" * 250))
    said = run("import_documents", folder, "--projects-from-folders")
    assert "4 documents added" in said
    assert Document.objects.filter(project__name="L" * 200).count() == 2


def test_sub_folders_become_projects_when_asked(cast: Cast, folder: Path) -> None:
    cast.lease.name, cast.lease.key = "Office lease", "LEASE"
    cast.lease.save()
    run("import_documents", folder, "--projects-from-folders")
    found = dict(Document.objects.values_list("title", "project__name"))
    assert found == {
        "notes": None,
        "lease": "Office lease",
        "rent": "Office lease",
        "Договор поставки": "Снабжение",
    }


def test_what_a_person_may_not_file_is_refused_and_the_rest_goes_on(
    cast: Cast, folder: Path
) -> None:
    cast.lease.key = "LEASE"
    cast.lease.save()
    Membership.objects.create(project=cast.lease, user=cast.editor, role=Role.VIEWER)
    said = run(
        "import_documents", folder, "--projects-from-folders", "--user", "editor"
    )
    assert "2 documents added, 0 were there already, 2 files" in said
    assert "Lease/2027/rent.txt: This needs the role" in said


def test_bad_files_are_listed_and_good_ones_go_on(
    cast: Cast, folder: Path, tmp_path: Path
) -> None:
    (folder / "outside.txt").symlink_to(tmp_path)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7")
    said = run("import_documents", folder)
    assert "5 documents added, 0 were there already, 1 files" in said
    assert "outside.txt: a link" in said
    run_jobs()
    said = run("import_documents", folder, "--wait")
    assert "1 could not be read:" in said
    assert "broken.pdf: " in said


def test_no_folder_is_one_sentence(db: None, tmp_path: Path) -> None:
    assert "There is no folder" in refusal("import_documents", tmp_path / "absent")
