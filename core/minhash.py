"""Fingerprints of texts: MinHash signatures (Broder, 1997) over pairs of words.

Two signatures agree in about as many places as their texts share of their pairs (Jaccard).
Cut into bands (locality-sensitive hashing: Indyk & Motwani, 1998), texts that are alike agree
in at least one band, which is what the database's index looks for.

Plain Python, knows neither Django nor the rest of UniDoc.
"""

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# With 4 rows to a band, texts that share 0.6 of their pairs are found in 99 of 100 cases,
# those that share 0.2 in 5.
PLACES, ROWS = 128, 4
# Texts that share so much are nearly the same: measured by `python -m benchmarks.likeness`.
ALIKE = 0.6
# Shorter texts are alike by chance.
FEWEST_WORDS = 20
# The beginning tells enough, and bounds the work.
MOST_WORDS = 20_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Print:
    """``signature``: little-endian 32-bit numbers; ``bands``: signed 64-bit ones."""

    signature: bytes = b""
    bands: tuple[int, ...] = ()


def words_of(text: str) -> list[str]:
    """The words that are compared, in their order."""
    return _WORD.findall(text.casefold())[:MOST_WORDS]


def take(text: str) -> Print:
    """The fingerprint of a text; an empty one when it is too short to compare."""
    words = words_of(text)
    if len(words) < FEWEST_WORDS:
        return Print()
    # Here, for it loads SciPy's integration and optimisation, which pages do without.
    from datasketch import MinHash
    from datasketch.hashfunc import sha1_hash32

    pairs = [f"{one} {two}".encode() for one, two in set(pairwise(words))]
    # Named in full: what is stored must mean the same in every release of the library.
    minhash = MinHash(PLACES, seed=1, hashfunc=sha1_hash32, scheme="affine32")
    minhash.update_batch(pairs)
    signature = minhash.hashvalues.astype("<u4").tobytes()
    return Print(signature, _bands(signature))


Signature = bytes | memoryview


def similarity(one: Signature, other: Signature) -> float:
    """The share of word pairs that two texts have in common, estimated by their signatures."""
    return float((_numbers(one) == _numbers(other)).mean())


def _bands(signature: bytes) -> tuple[int, ...]:
    width = ROWS * np.dtype("<u4").itemsize
    return tuple(
        _number(place, signature[place : place + width])
        for place in range(0, len(signature), width)
    )


def _number(place: int, band: bytes) -> int:
    digest = hashlib.blake2b(band, digest_size=8, salt=str(place).encode()).digest()
    return int.from_bytes(digest, "big", signed=True)


def _numbers(signature: Signature) -> NDArray[np.uint32]:
    return np.frombuffer(signature, dtype="<u4")
