"""Is every original what its name says, and is every one there? Reads each byte."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from core.models import Version
from core.services.storage import leftovers, originals

CHUNK = 500
BLOCK = 1 << 20

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """An original that is not as it was stored; ``versions`` are those that name it."""

    key: str
    reason: str
    versions: list[str]


@dataclass(slots=True)
class FileReport:
    """``orphaned``: keys of files, older than a day, that no version names."""

    sound: int = 0
    missing: list[Fault] = field(default_factory=list)
    damaged: list[Fault] = field(default_factory=list)
    orphaned: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not (self.missing or self.damaged or self.orphaned)


def count() -> int:
    """How many originals there should be."""
    return Version.objects.values("sha256").distinct().count()


def check(advance: Advance = lambda files: None) -> FileReport:
    """Hash every original that a version names, and look for those that none does."""
    report = FileReport()
    digests = Version.objects.order_by("sha256").values_list("sha256", flat=True)
    for sha256 in digests.distinct().iterator():
        _check(sha256, report)
        advance(1)
    report.orphaned = sorted(_orphaned())
    return report


def _check(sha256: str, report: FileReport) -> None:
    key = originals.storage_key(sha256)
    try:
        found = _digest(sha256)
    except originals.OriginalLost:
        if _named(sha256):  # else it was deleted for good meanwhile
            report.missing.append(Fault(key, "it is gone", _named(sha256)))
        return
    if found == sha256:
        report.sound += 1
    else:
        reason = f"its content has SHA-256 {found}"
        report.damaged.append(Fault(key, reason, _named(sha256)))


def _digest(sha256: str) -> str:
    digest = hashlib.sha256()
    with originals.open_original(sha256) as original:
        while block := original.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _named(sha256: str) -> list[str]:
    versions = Version.objects.filter(sha256=sha256).order_by("document_id", "number")
    return [
        f"document {document}, version {number}, {name}"
        for document, number, name in versions.values_list(
            "document_id", "number", "file_name"
        )
    ]


def _orphaned() -> Iterator[str]:
    stored = leftovers.stored_originals()
    while keys := list(islice(stored, CHUNK)):
        digests = {key.rpartition("/")[2]: key for key in keys}
        named = Version.objects.filter(sha256__in=digests)
        for sha256 in set(digests) - set(named.values_list("sha256", flat=True)):
            if leftovers.is_old(originals.storage(), digests[sha256]):
                yield digests[sha256]
