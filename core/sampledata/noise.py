"""What happens to texts on their way: slips of the keyboard and of the scanner."""

from __future__ import annotations

import random
import re

_WORD = re.compile(r"[а-яёa-z]{5,}")

# Pairs that scanners mix up.
_LOOKALIKES = {
    "о": "0",
    "л": "п",
    "п": "н",
    "ш": "щ",
    "и": "н",
    "е": "с",
    "ы": "ьi",
    "з": "3",
    "l": "1",
    "o": "0",
    "m": "rn",
    "e": "c",
    "i": "l",
}


def typos(rng: random.Random, text: str) -> str:
    """A slip every few hundred characters, in lower-case words only."""
    words = list(_WORD.finditer(text))
    count = min(len(words), 1 + len(text) // 500)
    chosen = sorted(rng.sample(words, count), key=lambda m: m.start(), reverse=True)
    for match in chosen:
        text = text[: match.start()] + _slip(rng, match[0]) + text[match.end() :]
    return text


def _slip(rng: random.Random, word: str) -> str:
    place = rng.randrange(1, len(word) - 1)
    head, here, after, tail = (
        word[:place],
        word[place],
        word[place + 1],
        word[place + 2 :],
    )
    slips = (after + here, after, here + here + after, here)
    return head + rng.choice(slips) + tail


def scan(rng: random.Random, text: str) -> str:
    """Characters read wrong here and there, and words broken at the end of a line."""
    letters = [_misread(rng, letter) for letter in text]
    return _WORD.sub(lambda match: _broken(rng, match[0]), "".join(letters))


def _misread(rng: random.Random, letter: str) -> str:
    if letter in _LOOKALIKES and rng.random() < 0.03:
        return _LOOKALIKES[letter]
    return letter


def _broken(rng: random.Random, word: str) -> str:
    if len(word) < 8 or rng.random() > 0.05:
        return word
    place = rng.randrange(3, len(word) - 3)
    return f"{word[:place]}-\n{word[place:]}"
