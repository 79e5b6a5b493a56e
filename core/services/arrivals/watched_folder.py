"""The watched folder: whoever puts a file there, puts it into the inbox.

A file is taken when it was the same at two looks in a row, so that none is taken half. What
was taken lies in the sub-folder ``taken`` afterwards; what cannot be taken stays and is named.
"""

from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db.models import F

from core.choices import InletKind
from core.exceptions import InvalidInput
from core.models import Inlet, User
from core.services.arrivals import inlets, intake
from core.services.arrivals.folder_files import BadRow, FoundFile, files_in
from core.services.arrivals.intake import Signature
from core.services.documents import Incoming

TAKEN = "taken"


@dataclass(slots=True)
class _Look:
    """What one look found: files that may still grow, files taken, files that cannot be."""

    growing: dict[str, Signature] = field(default_factory=dict)
    taken: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)


def look() -> None:
    """Look once, where a folder is set. Several workers may call it at any moment."""
    folder: Path | None = settings.WATCHED_FOLDER
    if folder is not None:
        inlets.look(InletKind.FOLDER, str(folder), lambda inlet: _look(inlet, folder))


def _look(inlet: Inlet, folder: Path) -> None:
    actor = inlets.account()
    seen = _Look()
    for found in files_in(folder, without=[TAKEN]):
        try:
            _consider(actor, folder, inlet, found, seen)
        except BadFile as bad:
            seen.refused.append({"name": bad.place, "reason": bad.reason})
    Inlet.objects.filter(pk=inlet.pk).update(
        position=seen.growing, refused=seen.refused, taken=F("taken") + seen.taken
    )


class BadFile(Exception):
    """A file that cannot be taken now, and why."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason


def _consider(
    actor: User, folder: Path, inlet: Inlet, found: FoundFile | BadRow, seen: _Look
) -> None:
    if isinstance(found, BadRow):
        raise BadFile(found.place, found.reason)
    try:
        signature = _signature(found.path)
        if inlet.position.get(found.place) != signature:
            seen.growing[found.place] = signature
            return
        seen.taken += _take(actor, found, signature)
        _put_away(folder, found, signature)
    except OSError as error:
        raise BadFile(found.place, error.strerror or str(error)) from error
    except InvalidInput as refusal:
        raise BadFile(found.place, str(refusal)) from refusal


def _take(actor: User, found: FoundFile, signature: Signature) -> bool:
    """Whether the file was new; one that a killed worker took already is not."""
    with intake.steady_copy(found.path, signature) as copy:
        _key, document = intake.take_once(
            actor=actor,
            source=f"watched:{found.place}",
            incoming=Incoming.from_file(copy, found.path.name),
        )
    return document is not None


def _put_away(folder: Path, found: FoundFile, signature: Signature) -> None:
    """Move it into ``taken``, unless somebody changed it after all: then it is a new file."""
    if _signature(found.path) != signature:
        return
    target = folder / TAKEN / found.path.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    found.path.rename(_free(target))


def _free(target: Path) -> Path:
    number = 1
    free = target
    while free.exists():
        number += 1
        free = target.with_stem(f"{target.stem} ({number})")
    return free


def _signature(path: Path) -> Signature:
    return intake.signature(path.lstat())
