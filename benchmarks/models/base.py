"""What every model under comparison can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answers:
    """A model's best label for each text.

    probabilities: of that label, where the model states any.
    scores: what the model would file by, higher is surer; None where it has nothing.
    """

    labels: list[str]
    probabilities: list[float] | None = None
    scores: list[float] | None = None


class Model(Protocol):
    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Train from raw texts."""

    def predict(self, texts: Sequence[str]) -> Answers:
        """Answer for each raw text."""

    def save(self, path: Path) -> None:
        """Write everything that prediction needs to one file."""
