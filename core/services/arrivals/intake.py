"""Taking a file in once from a place that may offer it again: a folder, a mailbox, a mail."""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core.exceptions import InvalidInput
from core.models import Document, User
from core.services import locks
from core.services.documents import Incoming, NewDocument, create_document
from core.services.storage import originals

IN_MEMORY = 8 * 2**20

# What lay there as a file may be a link or a pipe by now.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK

# Size in bytes and time of the last change in nanoseconds.
Signature = list[int]


def import_key(source: str, sha256: str) -> str:
    """What the archive remembers a file by: where it was offered, and its bytes."""
    return hashlib.sha256(f"{source}\0{sha256}".encode()).hexdigest()


@transaction.atomic
def take_once(
    *, actor: User, source: str, incoming: Incoming, about: NewDocument | None = None
) -> tuple[str, Document | None]:
    """Create a document, unless ``source`` brought these very bytes before.

    Returns its import key, and the document if it is new. Two that offer the same at once
    wait for one another.
    """
    original = incoming.original or originals.digest_of(incoming.content)
    key = import_key(source, original.sha256)
    locks.take_turns(key)
    if Document.objects.filter(import_key=key).exists():
        return key, None
    about = replace(about or NewDocument(), import_key=key)
    known = replace(incoming, original=original)
    return key, create_document(actor=actor, incoming=known, about=about)


def signature(status: os.stat_result) -> Signature:
    return [status.st_size, status.st_mtime_ns]


@contextmanager
def steady_copy(path: Path, expected: Signature | None = None) -> Iterator[File[bytes]]:
    """A copy that nobody else writes to: bytes are hashed first and stored afterwards.

    No link is followed. Raises :class:`InvalidInput` for what is no file, too large, or not
    the file of the ``expected`` signature.
    """
    with tempfile.SpooledTemporaryFile(IN_MEMORY, prefix="unidoc-") as copy:
        with os.fdopen(os.open(path, _READ), "rb") as source:
            _check(os.fstat(source.fileno()), expected)
            shutil.copyfileobj(source, copy, 1 << 20)
        copy.seek(0)
        yield File(copy)


def _check(status: os.stat_result, expected: Signature | None) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise InvalidInput(_("not a file"))
    if status.st_size > settings.MAX_UPLOAD_BYTES:
        raise InvalidInput(too_large(status.st_size))
    if expected is not None and signature(status) != expected:
        raise InvalidInput(_("it is still being written"))


def too_large(size: int) -> str:
    """Why a file of so many bytes is not taken."""
    return _("{size} MB, more than the {limit} MB that are read").format(
        size=-(-size // 2**20), limit=settings.MAX_UPLOAD_BYTES // 2**20
    )
