"""Taking a file in once from a place that may offer it again: a folder, a mailbox, a mail."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.core.files.base import File
from django.db import connection, transaction

from core.models import Document, User
from core.services import originals
from core.services.documents import Incoming, NewDocument, create_document

IN_MEMORY = 8 * 2**20


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
    key = import_key(source, originals.digest_of(incoming.content).sha256)
    _take_turns(key)
    if Document.objects.filter(import_key=key).exists():
        return key, None
    about = replace(about or NewDocument(), import_key=key)
    return key, create_document(actor=actor, incoming=incoming, about=about)


@contextmanager
def steady_copy(path: Path) -> Iterator[File[bytes]]:
    """A copy that nobody else writes to: bytes are hashed first and stored afterwards."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY, prefix="unidoc-") as copy:
        with path.open("rb") as source:
            shutil.copyfileobj(source, copy, 1 << 20)
        copy.seek(0)
        yield File(copy)


def _take_turns(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
