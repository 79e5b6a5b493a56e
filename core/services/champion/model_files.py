"""The files of models: each in the artifact storage, under its digest."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from core.exceptions import Unavailable
from core.models import TrainedModel
from unidoc.ml import Classifier, ModelFileError

T = TypeVar("T")


class ModelDamaged(Unavailable):
    """The file of a model is gone, or is not what its digest says."""

    code = "model-damaged"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What this process found in a file, and when that was written."""

    written_at: datetime | None
    is_sound: bool


# By digest.
_verdicts: dict[str, Verdict] = {}


def store(path: Path, digest: str) -> None:
    """Put a saved classifier into the artifact storage under its digest."""
    key = storage_key(digest)
    if not _storage().exists(key):
        with path.open("rb") as source:
            _storage().save(key, File(source))


def load(digest: str) -> Classifier:
    """A model as it was trained, from its file. Raises :class:`ModelDamaged`."""
    classifier = _read(digest, Classifier.load)
    if classifier.digest != digest:
        raise _damaged(digest)
    return classifier


def is_sound(model: TrainedModel) -> bool:
    """Whether a model can serve: its file is there, whole, and of a format that we read."""
    try:
        load(model.digest)
    except ModelDamaged:
        return False
    return True


def seems_sound(digest: str) -> bool:
    """The same for whoever asks often: what was found in the file counts until it is rewritten.

    A file that was never looked at is read through, and no model made of it.
    """
    written_at = _written_at(digest)
    known = _verdicts.get(digest)
    if written_at is None:
        return False
    if known and known.written_at == written_at:
        return known.is_sound
    try:
        is_sound = _read(digest, Classifier.digest_of_file) == digest
    except ModelDamaged:
        return False  # and that is remembered
    _verdicts[digest] = Verdict(written_at, is_sound)
    return is_sound


def fetch(digest: str, path: Path) -> None:
    """Copy a model's file out of the artifact storage. Raises :class:`ModelDamaged`."""
    try:
        with (
            _storage().open(storage_key(digest), "rb") as source,
            path.open("wb") as target,
        ):
            shutil.copyfileobj(source, target)
    except FileNotFoundError as error:
        raise _damaged(digest) from error


def storage_key(digest: str) -> str:
    return f"models/{digest}"


def named_digests() -> set[str]:
    """The files that rows name: each model's own, and its measured twin's."""
    rows = TrainedModel.objects.values_list("digest", "measured_digest")
    return {digest for row in rows for digest in row if digest}


def _read(digest: str, reader: Callable[[Path], T]) -> T:
    with tempfile.TemporaryDirectory(prefix="unidoc-") as folder:
        path = Path(folder) / "model"
        fetch(digest, path)
        try:
            return reader(path)
        except ModelFileError as error:
            raise _damaged(digest) from error


def _damaged(digest: str) -> ModelDamaged:
    """The failure to raise; this process remembers it."""
    _verdicts[digest] = Verdict(_written_at(digest), is_sound=False)
    return ModelDamaged(
        _(
            "The model's file is damaged, gone, or of another release. "
            "Train a new model, which serves at once, or promote another."
        )
    )


def _written_at(digest: str) -> datetime | None:
    """When the file got its content; None without a file."""
    key = storage_key(digest)
    if not _storage().exists(key):  # asked for the time, a bucket would fail
        return None
    return _storage().get_modified_time(key)


def _storage() -> Storage:
    return storages["artifacts"]
