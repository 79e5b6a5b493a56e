"""From raw text to tokens: what counts as the same word.

Normalisation is quick where nothing is to be done, since each step first asks
whether its characters occur at all. `normalise` and `normalise_aligned` apply the
same substitutions; the second also says where each character came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Longer runs of word characters are no words; they are cut so that nothing is unbounded.
LONGEST_WORD = 40
TOKEN = re.compile(rf"\w{{1,{LONGEST_WORD}}}")
# The last code of the basic plane; characters beyond it are rare.
_BASIC = 0xFFFF

# Combining marks: decomposed й and ё (macOS file names, PDF text), stress marks.
_MARKS = "\u0300\u0301\u0306\u0308"
_SOFT_HYPHEN = "\xad"
# A word broken over lines. It begins with what is looked for: that is quick to find.
_BROKEN = r"-(?<=[^\W\d_]-)[^\S\n]*\n\s*(?=[^\W\d_A-ZА-ЯЁ])"
_RARE = re.compile(rf"\w[{_MARKS}]+|{_SOFT_HYPHEN}\s*|{_BROKEN}")
_BROKEN_ALONE = re.compile(_BROKEN)
_LINE_BREAKS = ("-\n", "- \n", "-\r\n")
_TRIGGERS = (*_MARKS, _SOFT_HYPHEN)

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")
_PLAIN_CYRILLIC = re.compile("[а-я0-9_]+")
# Letters that look alike: OCR and hasty typing mix the scripts within one word.
_TO_CYRILLIC = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_TO_LATIN = str.maketrans("асеорхукмтнв", "aceopxykmthb")


class Token(NamedTuple):
    """A normalised word and its span (code points) in the original text."""

    word: str
    start: int
    end: int


def tokenise(text: str) -> list[str]:
    """The normalised words of a text, in order."""
    return TOKEN.findall(normalise(text))


def tokenise_with_spans(text: str) -> list[Token]:
    """The same words as `tokenise`, with their places in the original text."""
    normalised, origin = normalise_aligned(text)
    return [
        Token(match[0], origin[match.start()], origin[match.end() - 1] + 1)
        for match in TOKEN.finditer(normalised)
    ]


def locate(text: str, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Where some of `tokenise`'s words, known by their numbers, are in the original."""
    normalised, origin = normalise_aligned(text)
    starts, ends = _bounds(normalised)
    found = zip(starts[numbers].tolist(), ends[numbers].tolist(), strict=True)
    return [(origin[start], origin[end - 1] + 1) for start, end in found]


def _bounds(normalised: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each word begins and ends: what TOKEN finds, all words at once."""
    codes = np.frombuffer(normalised.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    wordly = _wordly()[np.minimum(codes, _BASIC)]
    for place in np.flatnonzero(codes >= _BASIC).tolist():
        wordly[place] = normalised[place].isalnum()
    edges = np.flatnonzero(np.diff(wordly, prepend=False, append=False))
    begins, lengths = edges[::2], edges[1::2] - edges[::2]
    starts, lengths = cut_long(begins, lengths)
    return starts, starts + lengths


def cut_long(
    begins: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Runs of word characters as words: those over LONGEST_WORD in pieces."""
    if lengths.max(initial=0) <= LONGEST_WORD:
        return begins, lengths
    pieces = -(-lengths // LONGEST_WORD)
    first = np.cumsum(pieces) - pieces
    offsets = LONGEST_WORD * (np.arange(pieces.sum()) - np.repeat(first, pieces))
    left = np.repeat(lengths, pieces) - offsets
    return np.repeat(begins, pieces) + offsets, np.minimum(left, LONGEST_WORD)


@cache
def _wordly() -> NDArray[np.bool_]:
    """Whether a word may hold the character of each code below _BASIC."""
    signs = (chr(code).isalnum() or code == ord("_") for code in range(_BASIC + 1))
    return np.fromiter(signs, dtype=np.bool_, count=_BASIC + 1)


def normalise(text: str) -> str:
    """Composed, lower-case text; ё is е, broken words are whole again."""
    return fold(mend(text))


def mend(text: str) -> str:
    """The text composed, without stress marks, its broken words whole again."""
    if _has_marks(text):
        return _RARE.sub(_mended, text)
    return _BROKEN_ALONE.sub("", text) if _has_broken_lines(text) else text


def fold(text: str) -> str:
    """Lower-case; ё is е."""
    return text.lower().replace("ё", "е")


def normalise_aligned(text: str) -> tuple[str, Sequence[int]]:
    """`normalise(text)` and, for each of its characters, the index it came from."""
    origin: Sequence[int] = range(len(text))
    if _has_marks(text) or _has_broken_lines(text):
        text, origin = _substitute(_RARE, _mended, text, origin)
    lowered = text.lower()
    if len(lowered) != len(text):
        origin = [
            place
            for character, place in zip(text, origin, strict=True)
            for _ in character.lower()
        ]
    return fold(text), origin


def canonical(word: str) -> str:
    """The form of a distinct word that is stemmed and cut into n-grams."""
    if word.isascii() or _PLAIN_CYRILLIC.fullmatch(word):
        return word
    word = unicodedata.normalize("NFKC", word).lower()
    cyrillic = len(_CYRILLIC.findall(word))
    latin = len(_LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    return word.translate(_TO_CYRILLIC if cyrillic >= latin else _TO_LATIN)


def is_cyrillic(word: str) -> bool:
    return not word.isascii() and _CYRILLIC.search(word) is not None


def _has_marks(text: str) -> bool:
    return not text.isascii() and any(map(text.__contains__, _TRIGGERS))


def _has_broken_lines(text: str) -> bool:
    return "-" in text and "\n" in text and any(map(text.__contains__, _LINE_BREAKS))


def _mended(match: re.Match[str]) -> str:
    piece = match[0]
    if piece[0] in f"-{_SOFT_HYPHEN}":
        return ""
    return unicodedata.normalize("NFC", piece)[0]


def _substitute(
    pattern: re.Pattern[str],
    replacement: Callable[[re.Match[str]], str],
    text: str,
    origin: Sequence[int],
) -> tuple[str, list[int]]:
    pieces: list[str] = []
    places: list[int] = []
    last = 0
    for match in pattern.finditer(text):
        new = replacement(match)
        pieces += [text[last : match.start()], new]
        places += origin[last : match.start()]
        places += [origin[match.start()]] * len(new)
        last = match.end()
    places += origin[last:]
    return "".join([*pieces, text[last:]]), places
