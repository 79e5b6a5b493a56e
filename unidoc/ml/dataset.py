"""Training sets: what a model was taught, frozen and named by its content.

A snapshot's digest is computed from the rows themselves in one canonical order,
not from the bytes of the file that holds them. The same rows therefore have the
same name on every machine and with every version of the Parquet writer.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Literal, get_args

Split = Literal["train", "test"]

# Goes into every digest: a change of Row's fields or of the framing changes it.
_DIGEST_HEADER = b"unidoc-snapshot/1\n"
_ABSENT = b"\xff" * 8


class SnapshotError(Exception):
    """A training set cannot be stored or used; the message says why."""


class InvalidRows(SnapshotError):
    """Rows that cannot make a training set."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document as a model is to see it.

    ``label`` is the key of the project, ``date`` the document's own date (aware)
    or None, ``decision_id`` names the decision that vouches for the label, and rows
    of split ``test`` are never trained on.
    """

    document_id: str
    version_id: str
    decision_id: str
    text: str
    label: str
    language: str
    date: datetime | None = None
    split: Split = "train"


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of documents: all of them, and by project, language and split."""

    rows: int
    projects: dict[str, int]
    languages: dict[str, int]
    splits: dict[str, int]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Documents that were not taken for one reason."""

    reason: str
    count: int
    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removal:
    """Documents that were deleted for good after the snapshot was taken."""

    at: datetime
    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds, without its texts.

    ``digest`` is the snapshot's name for ever; ``content_digest`` is the digest of
    the rows that are there today. They differ once documents were removed.
    """

    digest: str
    content_digest: str
    as_of: datetime
    counts: Counts
    left_out: tuple[LeftOut, ...] = ()
    removed: tuple[Removal, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it can still be verified and trained on."""
        return not self.removed


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Rows in canonical order with their manifest.

    ``cached`` is true when putting the rows found them stored already.
    """

    manifest: Manifest
    rows: tuple[Row, ...]
    cached: bool = False

    @property
    def digest(self) -> str:
        return self.manifest.digest

    def of_split(self, split: Split) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.split == split)


def canonical(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows checked, with dates in UTC, ordered by document id.

    Raises InvalidRows when there are none, a document occurs twice, or a value
    cannot be stored.
    """
    ordered = tuple(sorted(map(_checked, rows), key=lambda row: row.document_id))
    if not ordered:
        raise InvalidRows("A training set needs at least one document.")
    repeated = _first_repeated([row.document_id for row in ordered])
    if repeated is not None:
        raise InvalidRows(f"Document {repeated} occurs more than once.")
    return ordered


def digest_of(rows: Iterable[Row]) -> str:
    """SHA-256 (hex) of canonical rows: every field framed by its length."""
    names = [field.name for field in fields(Row)]
    state = hashlib.sha256(_DIGEST_HEADER)
    for row in rows:
        for name in names:
            _feed(state, getattr(row, name))
    return state.hexdigest()


def describe(
    rows: Sequence[Row],
    *,
    as_of: datetime,
    left_out: Mapping[str, Iterable[str]] | None = None,
) -> Manifest:
    """The manifest of canonical rows; ``left_out`` maps a reason to document ids."""
    if as_of.tzinfo is None:
        raise InvalidRows("The time of a training set needs a time zone.")
    digest = digest_of(rows)
    return Manifest(
        digest=digest,
        content_digest=digest,
        as_of=as_of.astimezone(UTC),
        counts=count(rows),
        left_out=_reasons(left_out or {}),
    )


def count(rows: Sequence[Row]) -> Counts:
    return Counts(
        rows=len(rows),
        projects=_tally(row.label for row in rows),
        languages=_tally(row.language for row in rows),
        splits=_tally(row.split for row in rows),
    )


def _reasons(left_out: Mapping[str, Iterable[str]]) -> tuple[LeftOut, ...]:
    ordered = {reason: tuple(sorted(ids)) for reason, ids in sorted(left_out.items())}
    return tuple(LeftOut(reason, len(ids), ids) for reason, ids in ordered.items())


def _tally(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _first_repeated(ordered: Sequence[str]) -> str | None:
    pairs = itertools.pairwise(ordered)
    return next((left for left, right in pairs if left == right), None)


def _checked(row: Row) -> Row:
    for name in ("document_id", "label", "text"):
        if not getattr(row, name):
            raise InvalidRows(f"Document {row.document_id or '?'} has no {name}.")
    if row.split not in get_args(Split):
        raise InvalidRows(f"Document {row.document_id} has split {row.split!r}.")
    try:
        digest_of([row])
    except UnicodeEncodeError as error:
        raise InvalidRows(f"Document {row.document_id} is not Unicode.") from error
    return replace(row, date=_in_utc(row))


def _in_utc(row: Row) -> datetime | None:
    if row.date is None:
        return None
    if row.date.tzinfo is None:
        raise InvalidRows(f"The date of {row.document_id} needs a time zone.")
    return row.date.astimezone(UTC)


def _feed(state: hashlib._Hash, value: str | datetime | None) -> None:
    if value is None:
        state.update(_ABSENT)
        return
    text = value.isoformat() if isinstance(value, datetime) else value
    data = text.encode()
    state.update(len(data).to_bytes(8, "big"))
    state.update(data)
