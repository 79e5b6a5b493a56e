"""Reading a corpus from JSONL, CSV or a folder of folders, one row at a time.

A bad row is data, not an exception: it comes out as :class:`BadRow` among the good ones.
"""

import csv
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO, cast

from django.utils.translation import gettext as _

from core.exceptions import InvalidInput
from core.services.arrivals.folder_files import BadRow, files_in

SPLITS = ("train", "test")
# Rows of a corpus may be long documents; the csv module's own limit is 128 KiB.
LONGEST_FIELD = 50_000_000
# A file that breaks off, or is not what its name says.
_DAMAGE = (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error)


@dataclass(frozen=True, slots=True)
class CorpusRow:
    """A labelled text, or a labelled file when ``path`` is set (its text is still unread)."""

    place: str
    label: str
    text: str = ""
    title: str = ""
    is_held_out: bool = False
    path: Path | None = None


def read_corpus(path: Path) -> Iterator[CorpusRow | BadRow]:
    """The rows of a corpus. Raises :class:`InvalidInput` when ``path`` is no corpus at all."""
    if path.is_dir():
        return _folders(path)
    if not path.is_file():
        raise InvalidInput(_("There is no file or folder {path}.").format(path=path))
    name = path.name.casefold().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson", ".json")):
        return _json_lines(path)
    if name.endswith(".csv"):
        _check_columns(path)
        return _csv_rows(path)
    raise InvalidInput(
        _(
            "{path} is neither .jsonl, .jsonl.gz, .csv, .csv.gz nor a folder of folders."
        ).format(path=path)
    )


def count_rows(path: Path) -> int:
    """How many rows to expect, for a progress bar; an estimate for CSV and what is damaged."""
    if path.is_dir():
        return sum(1 for _row in _folders(path))
    count = 0
    with suppress(*_DAMAGE), _open_binary(path) as lines:
        for line in lines:
            count += bool(line.strip())
    return count


def _json_lines(path: Path) -> Iterator[CorpusRow | BadRow]:
    number = 0
    try:
        with _open_binary(path) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _json_line(line, _("line {number}").format(number=number))
    except _DAMAGE as error:
        place = _("after line {number}").format(number=number)
        yield BadRow(place, _("the file is damaged ({error})").format(error=error))


def _json_line(line: bytes, place: str) -> CorpusRow | BadRow:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BadRow(place, _("not JSON ({error})").format(error=error))
    if not isinstance(row, dict):
        return BadRow(place, _("not a JSON object"))
    return _checked(row, place)


def _check_columns(path: Path) -> None:
    try:
        with _open_text(path) as lines:
            names = csv.DictReader(lines).fieldnames
    except _DAMAGE as error:
        raise InvalidInput(
            _("not CSV in UTF-8 ({error})").format(error=error)
        ) from error
    if not {"text", "label"} <= set(names or ()):
        raise InvalidInput(
            _("The CSV file needs the columns “text” and “label” in its first line.")
        )


def _csv_rows(path: Path) -> Iterator[CorpusRow | BadRow]:
    csv.field_size_limit(LONGEST_FIELD)
    number = 0
    try:
        with _open_text(path) as lines:
            rows = csv.DictReader(lines)
            for row in rows:
                number = rows.line_num
                yield _checked(row, _("line {number}").format(number=number))
    except _DAMAGE as error:
        place = _("after line {number}").format(number=number)
        yield BadRow(place, _("not CSV in UTF-8 ({error})").format(error=error))


def _folders(path: Path) -> Iterator[CorpusRow | BadRow]:
    """What lies directly in ``path`` has no label and is passed over."""
    for file in files_in(path):
        if isinstance(file, BadRow):
            yield file
        elif file.folder:
            yield CorpusRow(place=file.place, label=file.folder, path=file.path)


def _checked(row: Mapping[str, object], place: str) -> CorpusRow | BadRow:
    text, label = row.get("text"), row.get("label")
    if not isinstance(text, str) or not (text := _storable(text)).strip():
        return BadRow(place, _("no text"))
    if (
        isinstance(label, bool)
        or not isinstance(label, str | int)
        or not str(label).strip()
    ):
        return BadRow(place, _("no label"))
    split = row.get("split") or "train"
    if split not in SPLITS:
        return BadRow(place, _("the split is neither train nor test"))
    title = row.get("title")
    return CorpusRow(
        place=place,
        label=_storable(str(label)).strip()[:200],
        text=text,
        title=_storable(title).strip()[:300] if isinstance(title, str) else "",
        is_held_out=split == "test",
    )


def _storable(text: str) -> str:
    """What the database takes: JSON can write more than there are characters."""
    whole = text.encode(errors="surrogatepass").decode(errors="replace")
    return whole.replace("\0", "")


def _open_binary(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    return path.open("rb")


def _open_text(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")
