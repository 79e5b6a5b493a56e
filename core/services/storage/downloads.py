"""Many originals as one ZIP, written while it is sent: it is never whole anywhere here."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import access
from core.exceptions import InvalidInput
from core.models import Document, User
from core.selectors.search import matching_documents
from core.services import audit
from core.services.batches import Selection
from core.services.storage import originals
from core.spreadsheets import safe_cell

MOST = 2000
NAME = "documents.zip"
MANIFEST = "manifest.csv"
COLUMNS = (
    "document",
    "path",
    "title",
    "project",
    "version",
    "size",
    "sha256",
    "result",
)


def archive(*, actor: User, selection: Selection) -> Iterator[bytes]:
    """The current originals of the chosen documents that ``actor`` sees, and a manifest.

    The manifest has a line for each document asked for, also for one that is not there or
    whose file the storage has lost. Raises :class:`InvalidInput` before the first byte.
    """
    documents = _documents(actor, selection)
    found = {document.pk for document in documents}
    missing = [pk for pk in selection.documents if pk not in found]
    audit.record(
        actor=actor,
        action="document.download",
        subject=actor,
        after={"documents": sorted(found)},
    )
    return _Archive(_Results.here()).stream(documents, missing)


def _documents(actor: User, selection: Selection) -> list[Document]:
    if selection.wanted is None:
        seen = access.visible_documents(actor).filter(pk__in=selection.documents)
    else:
        seen = matching_documents(actor, selection.wanted)
    rows = seen.exclude(current_version=None).order_by("pk")
    documents = list(rows.select_related("project", "current_version")[: MOST + 1])
    if len(documents) > MOST:
        raise InvalidInput(
            _("At most {n} documents can be downloaded at once.").format(n=MOST)
        )
    return documents


class _Pipe(io.RawIOBase):
    """Takes what the ZIP writer writes, and gives it away in pieces."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        return len(piece)

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


@dataclass(frozen=True, slots=True)
class _Results:
    """What the manifest says of a document, in the reader's language."""

    missing: str
    lost: str
    ok: str = "ok"

    @classmethod
    def here(cls) -> _Results:
        """In words as long as the language is known: it isn't while the ZIP is sent."""
        return cls(
            missing=gettext("no such document"), lost=gettext("the file is lost")
        )


@dataclass(slots=True)
class _Archive:
    results: _Results
    pipe: _Pipe = field(default_factory=_Pipe)
    taken: Counter[str] = field(default_factory=Counter)
    lines: list[Sequence[object]] = field(default_factory=list)

    def stream(
        self, documents: Sequence[Document], missing: Sequence[int]
    ) -> Iterator[bytes]:
        with zipfile.ZipFile(self.pipe, "w", zipfile.ZIP_DEFLATED) as target:
            for document in documents:
                yield from self._add(target, document)
            self.lines += [
                (pk, "", "", "", "", "", "", self.results.missing) for pk in missing
            ]
            target.writestr(MANIFEST, self._manifest())
        yield self.pipe.take()

    def _add(self, target: zipfile.ZipFile, document: Document) -> Iterator[bytes]:
        version = document.current_version
        assert version is not None  # noqa: S101 - the query leaves the others out
        place = document.project.key if document.project else "inbox"
        path, result = self._path(place, version.file_name), self.results.ok
        try:
            source = originals.open_original(version.sha256)
        except originals.OriginalLost:
            path, result = "", self.results.lost
        else:
            with source, target.open(path, "w", force_zip64=True) as entry:
                while piece := source.read(1 << 18):
                    entry.write(piece)
                    yield self.pipe.take()
        self.lines.append(
            (
                document.pk,
                path,
                document.title,
                document.project.name if document.project else "",
                version.number,
                version.size,
                version.sha256,
                result,
            )
        )

    def _path(self, place: str, file_name: str) -> str:
        """A path inside the ZIP that no other document has, whatever the letters' case."""
        path = PurePath(place) / file_name
        self.taken[str(path).casefold()] += 1
        number = self.taken[str(path).casefold()]
        if number == 1:
            return str(path)
        return self._path(place, f"{path.stem} ({number}){path.suffix}")

    def _manifest(self) -> bytes:
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(COLUMNS)
        writer.writerows(map(safe_cell, line) for line in self.lines)
        return table.getvalue().encode("utf-8-sig")
