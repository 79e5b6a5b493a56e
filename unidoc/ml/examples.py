"""The documents to train on, checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unidoc.ml.errors import InvalidInputError, NotEnoughData


@dataclass(frozen=True, slots=True)
class Examples:
    """Sorted labels, each document's class number (int32) and id."""

    classes: list[str]
    numbers: NDArray[np.int32]
    ids: list[str]

    @classmethod
    def check(
        cls, texts: Sequence[str], labels: Sequence[str], ids: Sequence[str] | None
    ) -> Examples:
        """Raises NotEnoughData or InvalidInputError."""
        if len(texts) != len(labels):
            raise InvalidInputError(f"{len(texts)} texts have {len(labels)} labels.")
        if not all(isinstance(label, str) and label for label in labels):
            raise InvalidInputError("Every label is a text that is not empty.")
        counts = Counter(labels)
        if sum(count >= 2 for count in counts.values()) < 2:
            raise NotEnoughData(dict(counts))
        classes = sorted(counts)
        number = {label: place for place, label in enumerate(classes)}
        numbers = np.array([number[label] for label in labels], dtype=np.int32)
        return cls(classes, numbers, _checked_ids(ids, len(texts)))


def _checked_ids(ids: Sequence[str] | None, count: int) -> list[str]:
    if ids is None:
        return [str(number) for number in range(count)]
    if len(ids) != count or len(set(ids)) != count:
        raise InvalidInputError("Every text has its own id.")
    if not all(isinstance(name, str) and name and "\n" not in name for name in ids):
        raise InvalidInputError("Every id is a line of text that is not empty.")
    return list(ids)
