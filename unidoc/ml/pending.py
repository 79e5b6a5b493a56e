"""Trainings that wait for MLflow: kept as files, sent later, each exactly once."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from unidoc.ml.registry import Registry, RegistryError, RegistryUnavailable
from unidoc.ml.training_record import (
    LoggedRun,
    RecordDamaged,
    TrainingFacts,
    TrainingRecord,
)

_FACTS = TypeAdapter(TrainingFacts)
_FACTS_FILE = "training.json"
_MODEL_FILE = "model"
_PART = "part-"


@dataclass(frozen=True, slots=True)
class Flushed:
    """What sending came to; ``waiting`` maps model digests to the reason they wait."""

    logged: dict[str, LoggedRun]
    waiting: dict[str, str]


class PendingRuns:
    """A folder with one sub-folder a training; safe for several processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, record: TrainingRecord) -> None:
        """Copy a training into the folder; one that is there already stays.

        Raises RecordDamaged when the model file is not what its record says.
        """
        record.verify()
        with self._lock():
            self._sweep()
            target = self._folder / record.facts.model_digest
            if not target.exists():
                part = Path(tempfile.mkdtemp(dir=self._folder, prefix=_PART))
                _fill(part, record)
                part.rename(target)

    def digests(self) -> list[str]:
        """The model digests that wait, oldest first."""
        return [folder.name for folder in self._waiting()]

    def flush(self, registry: Registry) -> Flushed:
        """Send what waits, oldest first; what was sent leaves the folder.

        Being cut short is harmless: the registry knows a training by its model's
        digest and logs none twice. When MLflow is away nothing further is tried.
        """
        done = Flushed({}, {})
        with self._lock():
            for folder in self._waiting():
                try:
                    done.logged[folder.name] = registry.log_training(_read(folder))
                    shutil.rmtree(folder)
                except RegistryUnavailable as error:
                    done.waiting.update(dict.fromkeys(self.digests(), str(error)))
                    break
                except (RegistryError, RecordDamaged) as error:
                    done.waiting[folder.name] = str(error)
        return done

    def _waiting(self) -> list[Path]:
        files = [
            path
            for path in self._folder.glob(f"*/{_FACTS_FILE}")
            if not path.parent.name.startswith(_PART)
        ]
        files.sort(key=lambda path: (path.stat().st_mtime_ns, path.parent.name))
        return [path.parent for path in files]

    def _sweep(self) -> None:
        # Whoever holds the lock is the only writer: a part is a dead writer's.
        for part in self._folder.glob(f"{_PART}*"):
            shutil.rmtree(part)

    def _lock(self) -> FileLock:
        self._folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self._folder / ".lock")


def _fill(folder: Path, record: TrainingRecord) -> None:
    shutil.copyfile(record.model_file, folder / _MODEL_FILE)
    (folder / _FACTS_FILE).write_bytes(_FACTS.dump_json(record.facts))
    for name in (_MODEL_FILE, _FACTS_FILE):
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())


def _read(folder: Path) -> TrainingRecord:
    try:
        facts = _FACTS.validate_json((folder / _FACTS_FILE).read_bytes())
    except ValidationError as error:
        raise RecordDamaged(f"{folder / _FACTS_FILE} cannot be read.") from error
    return TrainingRecord(facts, folder / _MODEL_FILE)
