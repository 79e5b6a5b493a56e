"""Whether a text is Russian, English, both or neither.

Script tells Russian from English; a language counts as present where its script makes
up running text, so product names in Latin letters do not make a Russian text mixed.
"""

from __future__ import annotations

import re
from collections import Counter

from core.extraction.result import Language

# Each word of a text, and how often it occurs there.
Words = Counter[str]

_SAMPLE_CHARS = 20_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CYRILLIC = re.compile("[\u0400-\u04ff]+\\Z")
_LATIN = re.compile("[a-z\u00c0-\u024f'’]+\\Z")
# Letters of other languages in Cyrillic script: Ukrainian, Belarusian, Serbian, Kazakh…
_NOT_RUSSIAN = re.compile("[іїєґўјљњћђџѓќѕәғқңөұүһ]")
_ONLY_RUSSIAN = re.compile("[ыэё]")
_NOT_ENGLISH = re.compile("[\u00c0-\u024f]")
_ENGLISH = (
    "the of and to in is for on that by this with you it not or be are from at as your "
    "an have i my was will can has which if but its their we our all been said would "
    "what how do when after than they were there may shall any no"
)
# German, French, Spanish, Italian, Portuguese, Dutch, Polish, Turkish; none is English.
_FOREIGN = (
    "der die das und ist nicht mit ein eine den von zu auf le la les des et est une "
    "dans pour que qui el los las una por con para del il di che per della um uma os "
    "het een van na się bir ve bu ile de en"
)
_FUNCTION_WORDS = frozenset(_ENGLISH.split())
_FOREIGN_WORDS = frozenset(_FOREIGN.split())
# Names of products and firms hardly reach this with the words above.
_FUNCTION_SHARE = 0.12
_NOTABLE_SHARE = 0.2
# The labels in the head of a mail are no English text.
_FEWEST_WORDS = 15
_FOREIGN_SHARE = 0.06
_BULGARIAN_WORDS = 40


def detect_language(text: str) -> Language:
    """Return the language of the beginning of `text`; `other` if it has no words."""
    words = Counter(map(str.lower, _WORD.findall(text[:_SAMPLE_CHARS])))
    cyrillic = _only(_CYRILLIC, words)
    latin = _only(_LATIN, words)
    if not cyrillic and not latin:
        return Language.OTHER
    share = cyrillic.total() / (cyrillic.total() + latin.total())
    if share < _NOTABLE_SHARE:
        return Language.ENGLISH if _is_english(latin) else Language.OTHER
    if not _is_russian(cyrillic):
        return Language.OTHER
    notable = share < 1 - _NOTABLE_SHARE and latin.total() >= _FEWEST_WORDS
    if notable and _has_function_words(latin):
        return Language.MIXED
    return Language.RUSSIAN


def _only(letters: re.Pattern[str], words: Words) -> Words:
    """The words of one script."""
    return Counter({word: n for word, n in words.items() if letters.match(word)})


def _is_russian(words: Words) -> bool:
    foreign = sum(n for word, n in words.items() if _NOT_RUSSIAN.search(word))
    if foreign > words.total() * _FOREIGN_SHARE:
        return False
    # Bulgarian has no letter of its own, but lacks those of Russian.
    return words.total() < _BULGARIAN_WORDS or any(map(_ONLY_RUSSIAN.search, words))


def _is_english(words: Words) -> bool:
    """Tell English from its neighbours; headlines and tables have no function words."""
    foreign = sum(
        n
        for word, n in words.items()
        if word in _FOREIGN_WORDS or _NOT_ENGLISH.search(word)
    )
    return _function_words(words) >= foreign


def _has_function_words(words: Words) -> bool:
    return _function_words(words) > words.total() * _FUNCTION_SHARE


def _function_words(words: Words) -> int:
    return sum(n for word, n in words.items() if word in _FUNCTION_WORDS)
