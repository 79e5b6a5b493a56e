"""Importing a labelled corpus: many documents at once, each with the label as its decision."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core.choices import BatchKind, BatchState, DecisionSource, Outcome
from core.extraction import ExtractionFailed, explain
from core.extraction.title import guess_title
from core.models import Batch, Decision, Document, Project, User
from core.services import audit, documents, locks, projects
from core.services.arrivals import bulk
from core.services.arrivals.corpus_files import CorpusRow, read_corpus
from core.services.arrivals.folder_files import BadRow
from core.services.storage import originals
from core.services.texts import reading

# Stored together: so many rows, or fewer where their files are large.
CHUNK = 500
CHUNK_BYTES = 32 * 2**20


@dataclass(slots=True)
class ImportReport:
    """What an import did: rows taken, rows that were there already, rows that are bad."""

    added: int = 0
    known: int = 0
    bad: list[BadRow] = field(default_factory=list)
    projects: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Item:
    """A row whose text is read and whose original is stored."""

    row: CorpusRow
    text: str
    key: str
    file_name: str
    original: originals.Original
    content: bytes = field(repr=False)


def import_corpus(
    *, actor: User, path: Path, on_progress: Callable[[int], None] = lambda rows: None
) -> ImportReport:
    """Import every good row of a corpus; running it twice adds nothing.

    ``on_progress`` gets the number of rows done since its last call. Raises
    :class:`~core.exceptions.InvalidInput` when ``path`` is not a corpus.
    """
    report = ImportReport()
    rows = read_corpus(path)
    batch = Batch.objects.create(
        kind=BatchKind.IMPORT,
        state=BatchState.APPLIED,
        applied_at=timezone.now(),
        params={"source": path.name},
        created_by=actor,
    )
    known_projects: dict[str, Project] = {}
    for size, good in _chunks(rows, report):
        _import_chunk(actor, batch, good, known_projects, report)
        on_progress(size)
    audit.record(
        actor=actor,
        action="batch.import",
        subject=batch,
        after={"added": report.added, "known": report.known, "bad": len(report.bad)},
    )
    return report


def _chunks(
    rows: Iterable[CorpusRow | BadRow], report: ImportReport
) -> Iterator[tuple[int, list[_Item]]]:
    """The good rows, some at a time, and how many rows they came from."""
    seen, size, good = 0, 0, list[_Item]()
    for row in rows:
        seen += 1
        if isinstance(item := _item_of(row), BadRow):
            report.bad.append(item)
        else:
            good.append(item)
            size += len(item.content)
        if seen >= CHUNK or size >= CHUNK_BYTES:
            yield seen, good
            seen, size, good = 0, 0, []
    if seen:
        yield seen, good


def _item_of(row: CorpusRow | BadRow) -> _Item | BadRow:
    if isinstance(row, BadRow):
        return row
    return _text_item(row) if row.path is None else _read_file(row, row.path)


def _text_item(row: CorpusRow) -> _Item:
    name = documents.safe_file_name(f"{row.title[:100] or documents.UNNAMED}.txt")
    return _item(row, row.text, name, row.text.encode())


def _read_file(row: CorpusRow, path: Path) -> _Item | BadRow:
    try:
        extracted = reading.reader().read(path, file_name=path.name)
        content = path.read_bytes()
    except ExtractionFailed as failure:
        return BadRow(row.place, explain(failure.code, failure.params, "en"))
    except OSError as error:  # such as of a file that somebody took away meanwhile
        return BadRow(row.place, error.strerror or str(error))
    name = documents.safe_file_name(path.name)
    return _item(row, extracted.text, name, content)


def _item(row: CorpusRow, text: str, file_name: str, content: bytes) -> _Item:
    key = hashlib.sha256(f"{row.title}\0{text}".encode()).hexdigest()
    original = originals.digest_of(ContentFile(content))
    return _Item(row, text, key, file_name, original, content)


@transaction.atomic
def _import_chunk(
    actor: User,
    batch: Batch,
    items: list[_Item],
    known_projects: dict[str, Project],
    report: ImportReport,
) -> None:
    locks.take_turns("import")  # else two imports find the same rows missing
    fresh = _not_stored_yet(items)
    report.known += len(items) - len(fresh)
    originals.hold()
    for item in fresh:
        originals.store(ContentFile(item.content), item.original)
        label = item.row.label
        if label not in known_projects:
            known_projects[label] = projects.named_project(actor=actor, name=label)
            report.projects.add(label)
    bulk.store(
        [
            _document(actor, batch, item, known_projects[item.row.label])
            for item in fresh
        ]
    )
    report.added += len(fresh)


def _not_stored_yet(items: list[_Item]) -> list[_Item]:
    by_key = {item.key: item for item in reversed(items)}
    stored = Document.objects.filter(import_key__in=by_key).values_list(
        "import_key", flat=True
    )
    taken = set(stored)
    return [item for key, item in by_key.items() if key not in taken]


def _document(
    actor: User, batch: Batch, item: _Item, project: Project
) -> bulk.NewDocument:
    document = Document(
        title=item.row.title or guess_title("", item.text, item.file_name)[:300],
        owner=actor,
        is_held_out=item.row.is_held_out,
        import_key=item.key,
    )
    text = bulk.NewText(
        text=item.text,
        file_name=item.file_name,
        original=item.original,
        author=actor,
        title=item.row.title,
    )
    decision = Decision(
        source=DecisionSource.IMPORT,
        outcome=Outcome.FILED,
        project=project,
        actor=actor,
        batch=batch,
    )
    return bulk.NewDocument(document, [text], decision)
