"""Files that a process left behind when it was killed, or when its transaction came to nothing."""

import datetime
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice

import structlog
from django.core.files.storage import Storage, storages
from django.utils import timezone

from core.models import Version
from core.services import locks
from core.services.champion import model_files
from core.services.storage import originals

logger = structlog.get_logger(__name__)

# No upload and no training takes so long: what is younger may still be somebody's work.
AGE = datetime.timedelta(days=1)
# Where storages on disk keep what is not whole yet; a bucket has no such folder.
DRAFTS = "drafts"
CHUNK = 500
_STORAGES = ("originals", "artifacts")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files were removed: half-written ones, originals and models without a row."""

    drafts: int = 0
    originals: int = 0
    models: int = 0


def sweep() -> Swept:
    """Remove what nobody will ever ask for; one process at a time."""
    with locks.attempt("leftovers") as ours:
        if not ours:
            return Swept()
        swept = Swept(
            drafts=sum(_sweep_drafts(storages[name]) for name in _STORAGES),
            originals=_sweep_originals(),
            models=_sweep_models(),
        )
    if swept != Swept():
        logger.info("leftovers_swept", **asdict(swept))
    return swept


def _sweep_drafts(storage: Storage) -> int:
    left = [name for name in _files(storage, DRAFTS) if is_old(storage, name)]
    for name in left:
        storage.delete(name)
    return len(left)


def _sweep_originals() -> int:
    """Originals that no version names: their upload was rolled back after they were stored."""
    storage, removed = originals.storage(), 0
    stored = stored_originals()
    while names := list(islice(stored, CHUNK)):
        digests = {name.rpartition("/")[2]: name for name in names}
        named = Version.objects.filter(sha256__in=digests)
        unnamed = set(digests) - set(named.values_list("sha256", flat=True))
        old = {one for one in unnamed if is_old(storage, digests[one])}
        if old:
            originals.remove_unnamed(old)
        removed += len(old)
    return removed


def _sweep_models() -> int:
    """Model files without a row: their training ended before it was on the record."""
    storage = storages["artifacts"]
    known = {model_files.storage_key(digest) for digest in model_files.named_digests()}
    folder = model_files.storage_key("").rstrip("/")
    stored = set(_files(storage, folder))
    left = [name for name in stored - known if is_old(storage, name)]
    for name in left:
        storage.delete(name)
    return len(left)


def stored_originals() -> Iterator[str]:
    """The keys of all originals in the storage; drafts are not among them."""
    storage = originals.storage()
    folders, _ = _listed(storage, "")
    for folder in folders:
        if folder != DRAFTS:
            yield from _files(storage, folder)


def _files(storage: Storage, folder: str) -> Iterator[str]:
    _, names = _listed(storage, folder)
    return (f"{folder}/{name}" for name in names)


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []  # nothing was ever stored there


def is_old(storage: Storage, name: str) -> bool:
    """Whether no upload that still runs can have made it."""
    try:
        return storage.get_modified_time(name) < timezone.now() - AGE
    except FileNotFoundError:
        return False  # gone meanwhile
