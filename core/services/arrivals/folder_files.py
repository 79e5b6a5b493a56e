"""The files of a folder, as any way in may take them: no links, nothing hidden."""

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from core.exceptions import InvalidInput


@dataclass(frozen=True, slots=True)
class BadRow:
    """A file or a row that cannot be taken: where it is and what is wrong with it."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file; ``place`` is its path below the folder, with slashes."""

    path: Path
    place: str

    @property
    def folder(self) -> str:
        """The first folder of its place; empty directly below the top."""
        top, slash, _rest = self.place.partition("/")
        return top if slash else ""


def files_in(
    folder: Path, *, without: Collection[str] = ()
) -> Iterator[FoundFile | BadRow]:
    """Every file below ``folder`` in a fixed order; what is none, or closed to us, is bad.

    Hidden files and folders are passed over in silence, and so are the lock files of office
    programs; so is what ``without`` names directly below ``folder``. Links are never followed:
    they may lead anywhere. Raises :class:`InvalidInput` when there is no such folder.
    """
    if not folder.is_dir():
        raise InvalidInput(_("There is no folder {path}.").format(path=folder))
    return _walk(folder, folder, without)


def _walk(
    top: Path, folder: Path, without: Collection[str] = ()
) -> Iterator[FoundFile | BadRow]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield BadRow(_place(top, folder), error.strerror or str(error))
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name in without:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(top, Path(entry.path))
        elif found := _looked_at(top, Path(entry.path)):
            yield found


def _looked_at(top: Path, path: Path) -> FoundFile | BadRow | None:
    """None when somebody took it away meanwhile."""
    place = _place(top, path)
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        return BadRow(place, error.strerror or str(error))
    if stat.S_ISLNK(mode):
        return BadRow(place, _("a link; put the file itself here"))
    if not stat.S_ISREG(mode):
        return BadRow(place, _("not a file"))
    return FoundFile(path, place)


def _place(top: Path, path: Path) -> str:
    """Readable, whatever bytes the file system has for a name."""
    place = path.relative_to(top).as_posix()
    return place.encode(errors="surrogateescape").decode(errors="replace")
