"""Importing a folder of files: each through the service of an upload, each once."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import QuerySet

from core.choices import DocumentStatus
from core.exceptions import ProductError
from core.models import Document, Project, User
from core.services import projects
from core.services.arrivals import intake
from core.services.arrivals.folder_files import BadRow, FoundFile, files_in
from core.services.documents import Incoming, NewDocument
from core.services.texts import reading

CHUNK = 500

Place = Callable[[FoundFile], Project | None]


@dataclass(slots=True)
class FolderReport:
    """What became of a folder's files; ``places`` has each file's place by its import key."""

    added: int = 0
    known: int = 0
    bad: list[BadRow] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


def into_inbox(file: FoundFile) -> None:
    """No place is said: the machine and people decide."""


def by_folder(actor: User) -> Place:
    """A file's first folder names its project, which is made when there is none."""
    found: dict[str, Project] = {}

    def place(file: FoundFile) -> Project | None:
        if not file.folder:
            return None
        if file.folder not in found:
            found[file.folder] = projects.named_project(actor=actor, name=file.folder)
        return found[file.folder]

    return place


def import_folder(
    *,
    actor: User,
    folder: Path,
    place: Place = into_inbox,
    on_progress: Callable[[int], None] = lambda files: None,
) -> FolderReport:
    """Take in every file below ``folder``; running it again adds only what is new.

    A file is known by its path below the folder and its bytes. One that cannot be taken is in
    ``bad``, and the others go on. Raises :class:`~core.exceptions.InvalidInput` when there is
    no such folder.
    """
    report = FolderReport()
    for file in files_in(folder):
        if isinstance(file, BadRow):
            report.bad.append(file)
        else:
            _take(actor, file, place, report)
        on_progress(1)
    return report


def count_files(folder: Path) -> int:
    """How many files to expect, for a progress bar."""
    return sum(1 for _file in files_in(folder)) if folder.is_dir() else 0


def waiting(report: FolderReport) -> int:
    """How many of the report's documents are still unread."""
    return sum(
        rows.filter(status=DocumentStatus.PROCESSING).count() for rows in _rows(report)
    )


def unread(report: FolderReport) -> list[BadRow]:
    """Which of the report's files could not be read, and why."""
    return [
        BadRow(
            report.places[document.import_key or ""],
            reading.failure_text(document.current_version.extraction),
        )
        for rows in _rows(report)
        for document in rows.filter(status=DocumentStatus.FAILED)
        if document.current_version is not None
    ]


def _rows(report: FolderReport) -> Iterator[QuerySet[Document]]:
    keys = iter(report.places)
    while chunk := list(itertools.islice(keys, CHUNK)):
        rows = Document.objects.filter(import_key__in=chunk, trashed_at=None)
        yield rows.select_related("current_version__extraction")


def _take(actor: User, file: FoundFile, place: Place, report: FolderReport) -> None:
    try:
        with intake.steady_copy(file.path) as copy:
            key, document = intake.take_once(
                actor=actor,
                source=f"folder:{file.place}",
                incoming=Incoming.from_file(copy, file.path.name),
                about=NewDocument(project=place(file)),
            )
    except OSError as error:
        report.bad.append(BadRow(file.place, error.strerror or str(error)))
        return
    except ProductError as refusal:
        report.bad.append(BadRow(file.place, str(refusal)))
        return
    report.places[key] = file.place
    if document is None:
        report.known += 1
    else:
        report.added += 1
