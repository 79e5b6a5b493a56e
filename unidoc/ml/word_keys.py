"""Words as runs of bytes, each known by a key of 64 bits instead of a string.

Words of at most eight bytes have keys of their own; two longer ones share theirs by a
chance of 2^-64.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unidoc.ml.text import TOKEN, cut_long, fold

# Follows the words of each text; no word is made of it.
BREAK = "\x00"
# Of a word with a letter that the encoding lacks; no other has it.
NO_KEY = np.uint64(0)

ENCODING = "cp1251"
LACKING = b"\x98"  # a letter that the encoding lacks; it has none of this code itself
_WIDTH = 8
_SPACE = b" "
_FIRST = np.uint64(0x9E3779B97F4A7C15)
_LAST = np.uint64(0xC2B2AE3D27D4EB4F)
_FOLD, _HALF = np.uint64(29), np.uint64(32)
# By length: which bits of the eight bytes at a word's begin are its own.
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(_WIDTH + 1)], np.uint64)


def _without_equal(error: UnicodeError) -> tuple[bytes, int]:
    """Characters that the encoding lacks: letters stay letters."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    some = error.object[error.start : error.end]
    if some.isalnum():
        return LACKING * len(some), error.end
    known = (LACKING if TOKEN.fullmatch(c) else _SPACE for c in some)
    return b"".join(known), error.end


codecs.register_error(__name__, _without_equal)


def _table() -> bytes:
    """What each byte becomes: a folded word character, a space, or `BREAK`."""
    characters = bytes(range(256)).decode(ENCODING, errors="replace")
    folded = (fold(c) if TOKEN.fullmatch(c) else " " for c in characters)
    table = (BREAK + "".join(folded)[1:]).encode(ENCODING)
    return table[: LACKING[0]] + LACKING + table[LACKING[0] + 1 :]


_TABLE = _table()


def folded(text: str) -> bytes:
    """A byte per character: folded, if of a word, or `BREAK`, else a space."""
    # A text of ASCII alone is the same in both, and quicker in its own.
    encoding = "ascii" if text.isascii() else ENCODING
    return text.encode(encoding, errors=__name__).translate(_TABLE)


@dataclass(frozen=True, slots=True)
class Runs:
    """The words of a text as runs of bytes: one per character, folded.

    Attributes:
        buffer: uint8, a space, the text, and eight spaces; all others are spaces, too,
            but for the breaks.
        begins, lengths: int64, of the words.

    """

    buffer: NDArray[np.uint8]
    begins: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, text: str) -> Runs:
        """Of a mended text without letters that are two in lower case."""
        padded = _SPACE + folded(text) + _SPACE * _WIDTH
        buffer = np.frombuffer(padded, dtype=np.uint8)
        wordly = buffer > ord(_SPACE)
        edges = np.flatnonzero(wordly[1:] != wordly[:-1]) + 1
        begins = edges[::2]
        return cls(buffer, *cut_long(begins, edges[1::2] - begins))

    def before_breaks(self) -> NDArray[np.int64]:
        """How many words come before each break."""
        breaks = np.flatnonzero(self.buffer == ord(BREAK))
        return np.searchsorted(self.begins, breaks)

    def keys(self) -> NDArray[np.uint64]:
        """One per word: eight bytes after the other, mixed; odd, or NO_KEY."""
        begins, lengths = self.begins, self.lengths
        keys = self._eight(begins, lengths) * _FIRST
        longer = np.flatnonzero(lengths > _WIDTH)
        while len(longer):
            begins, lengths = begins + _WIDTH, lengths - _WIDTH
            mixed = keys[longer]
            mixed ^= mixed >> _FOLD
            mixed += self._eight(begins[longer], lengths[longer])
            keys[longer] = mixed * _FIRST
            longer = longer[lengths[longer] > _WIDTH]
        keys ^= keys >> _HALF
        keys *= _LAST
        keys |= np.uint64(1)
        keys[self._lacking()] = NO_KEY
        return keys

    def _lacking(self) -> NDArray[np.intp]:
        """The words with a letter that the encoding lacks."""
        letters = np.flatnonzero(self.buffer == ord(LACKING))
        return np.searchsorted(self.begins, letters, side="right") - 1

    def _eight(
        self, begins: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> NDArray[np.uint64]:
        """The eight bytes from each place on; 0 for those behind the word."""
        shape, strides = (len(self.buffer) - _WIDTH + 1,), (1,)
        every: NDArray[np.uint64] = np.ndarray(shape, "<u8", self.buffer, 0, strides)
        eight: NDArray[np.uint64] = every[begins] & _MASKS[np.minimum(lengths, _WIDTH)]
        return eight


def keys_of(words: Sequence[str]) -> NDArray[np.uint64]:
    """The keys of some normalised words."""
    return Runs.of(" ".join(words)).keys()
