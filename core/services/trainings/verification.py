"""Training a model again from its stored snapshot: the same bytes, or something changed."""

from dataclasses import dataclass

from core.models import TrainedModel
from core.services.trainings import code_version, snapshots
from core.services.trainings.learning import fit


@dataclass(frozen=True, slots=True)
class Verification:
    """Digests of a model and of its repetition, and the code that made each."""

    expected: str
    found: str
    code_then: str
    code_now: str

    @property
    def same(self) -> bool:
        return self.expected == self.found


def verify(model: TrainedModel) -> Verification:
    """Repeat a training. Raises :class:`snapshots.SnapshotUnusable`."""
    snapshot = snapshots.read(model.snapshot.digest)
    again = fit(snapshot.of_split("train"), model.recipe)
    return Verification(
        expected=model.digest,
        found=again.digest,
        code_then=model.code_version,
        code_now=code_version.code_version(),
    )
