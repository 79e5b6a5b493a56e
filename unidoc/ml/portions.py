"""Many things in portions: enough at once to be quick, few enough to bound the memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


def portions(ends: NDArray[np.integer], full: int, most: int) -> Iterator[slice]:
    """Runs of at most so many things, of at most a full size unless one alone has more.

    Args:
        ends: the sizes of all things up to each, itself included.
        full: the size of a portion.
        most: the number of things in a portion.

    """
    begin = before = 0
    while begin < len(ends):
        fit = int(np.searchsorted(ends, before + full, side="right"))
        end = min(max(fit, begin + 1), begin + most)
        yield slice(begin, end)
        begin, before = end, int(ends[end - 1])


def of_texts(texts: Sequence[str], full: int, most: int) -> Iterator[Sequence[str]]:
    """Texts in portions of so many characters."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    for some in portions(np.cumsum(lengths), full, most):
        yield texts[some]
