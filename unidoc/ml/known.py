"""The documents that a model was trained on, as a look for drift needs them: by stems."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from unidoc.ml.seen import Seen, stems


@dataclass(frozen=True)
class Known:
    """The stems of the documents that a model was trained on.

    Attributes:
        index: stem → column; ``rows``: a sparse 0/1 matrix, one row a document.

    """

    index: dict[str, int]
    rows: sp.csr_matrix

    @classmethod
    def of(cls, texts: Iterable[str]) -> Known:
        return cls._of_stems(stems(text) for text in texts)

    @classmethod
    def of_seen(cls, documents: Iterable[Seen]) -> Known:
        return cls._of_stems(document.words for document in documents)

    @classmethod
    def _of_stems(cls, documents: Iterable[Iterable[str]]) -> Known:
        index: dict[str, int] = {}
        return cls(index, stem_rows(documents, index))

    def __len__(self) -> int:
        return int(self.rows.shape[0])

    @cached_property
    def counts(self) -> Counter[str]:
        """In how many documents each stem occurs."""
        sums = np.asarray(self.rows.sum(axis=0)).ravel().astype(int).tolist()
        return Counter({stem: sums[column] for stem, column in self.index.items()})


def stem_rows(
    documents: Iterable[Iterable[str]], index: dict[str, int]
) -> sp.csr_matrix:
    """Which document has which stem, 0 or 1; new stems get the next columns of ``index``."""
    columns, ends = array("i"), array("i", [0])
    for one in documents:
        columns.extend(index.setdefault(stem, len(index)) for stem in one)
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    return sp.csr_matrix((ones, columns, ends), shape=(len(ends) - 1, len(index)))
