"""Where each of many keys is, for many at once and without a binary search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Buckets per key, as a power of two: most have one key or none.
_ROOM = 1


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """Sorted keys that are spread evenly, in buckets by their leading bits.

    Attributes:
        keys: unsigned, ascending; the greatest value of their type follows them.
        values: int32, one per key; -1 follows them.
        starts: int32, the place of the first key of each bucket.
        shift: the bits behind those that tell the bucket.

    """

    keys: NDArray[np.unsignedinteger]
    values: NDArray[np.int32]
    starts: NDArray[np.int32]
    shift: int

    @classmethod
    def of(
        cls,
        keys: NDArray[np.unsignedinteger],
        values: NDArray[np.integer],
        bits: int,
    ) -> KeyIndex:
        """Of distinct keys below 2**bits, and below the greatest value of their type."""
        order = np.argsort(keys)
        ordered = keys[order]
        kind = keys.dtype.type
        shift = max(bits - len(keys).bit_length() - _ROOM, 0)
        buckets = (ordered >> kind(shift)).astype(np.intp)
        sizes = np.bincount(buckets, minlength=1 << (bits - shift))
        return cls(
            np.append(ordered, np.iinfo(kind).max),
            np.append(values[order], -1).astype(np.int32),
            (np.cumsum(sizes) - sizes).astype(np.int32),
            shift,
        )

    def find(self, wanted: NDArray[np.unsignedinteger]) -> NDArray[np.int32]:
        """The values of some keys; -1 for those that are not there."""
        buckets = (wanted >> wanted.dtype.type(self.shift)).astype(np.intp)
        places = self.starts[buckets]
        found = self.keys[places]
        left = np.flatnonzero(found < wanted)
        while len(left):
            places[left] += 1
            further = self.keys[places[left]]
            found[left] = further
            left = left[further < wanted[left]]
        values: NDArray[np.int32] = np.where(found == wanted, self.values[places], -1)
        return values
