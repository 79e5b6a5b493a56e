"""How much bytes read in some encoding look like Russian."""

from __future__ import annotations

import math
import re
from collections import Counter

# Occurrences in 1,000 letters of Russian prose (laws and technical documentation).
_LETTERS = "оеианртсвлпдкмуяызбьйчгжхюцщфшэъё"
_PER_MILLE = (
    *(101.2, 91.3, 80.1, 78.7, 69.5, 53.5, 66.3, 53.5, 45.1, 40.6, 34.2),
    *(32.7, 32.2, 27.8, 24.3, 20.9, 19.7, 19.0, 14.7, 14.3, 12.0, 11.5),
    *(11.4, 8.3, 8.0, 6.9, 6.7, 5.1, 4.3, 3.2, 2.4, 0.6, 1.0),
)
_UNIFORM = 1000 / len(_LETTERS)
_CAPITAL = -0.1
_STRANGE = -5.0
_CAPITAL_INSIDE_WORD = -2.5
# Signs of Russian office texts: neither for nor against.
_NEUTRAL = "№«»—–…„“”’\u00a0°§±²³€₽•·"
_LIKELIHOODS = [math.log(share / _UNIFORM) for share in _PER_MILLE]
_WEIGHTS = (
    dict(zip(_LETTERS, _LIKELIHOODS, strict=True))
    | dict(zip(_LETTERS.upper(), (x + _CAPITAL for x in _LIKELIHOODS), strict=True))
    | dict.fromkeys(_NEUTRAL, 0.0)
)
_INSIDE = re.compile("[а-яё][А-ЯЁ]")
# An accented letter of a Western text, read as a Cyrillic one inside of its word.
_IN_LATIN_WORD = re.compile("[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")


def likeness_to_russian(sample: bytes, encoding: str) -> float:
    """Return the mean log-likelihood ratio of non-ASCII characters against chance.

    About 0.5 for Russian in its own encoding, below 0 for nearly everything else.
    """
    text = sample.decode(encoding, "replace")
    counts = {c: count for c, count in Counter(text).items() if c > "\x7f"}
    total = sum(counts.values())
    if not total:
        return 0.0
    score = sum(_WEIGHTS.get(char, _STRANGE) * count for char, count in counts.items())
    score += _CAPITAL_INSIDE_WORD * len(_INSIDE.findall(text))
    score += _STRANGE * len(_IN_LATIN_WORD.findall(text))
    return score / total
