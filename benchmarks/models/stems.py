"""Stemmed tokens for the peers that use them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import Stemmer

_TOKEN = re.compile(r"\w+")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)


class StemmedTokens:
    """An analyzer: lower-case words, stemmed in the language most texts are in."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._stemmer = Stemmer.Stemmer(language)

    def __call__(self, text: str) -> list[str]:
        stems: list[str] = self._stemmer.stemWords(_TOKEN.findall(text.lower()))
        return stems

    def __reduce__(self) -> tuple[type[StemmedTokens], tuple[str]]:
        return StemmedTokens, (self.language,)


def main_language(texts: Sequence[str]) -> str:
    """The Snowball name of the script that has more letters in the first texts."""
    sample = " ".join(text[:500] for text in texts[:500])
    cyrillic, latin = len(_CYRILLIC.findall(sample)), len(_LATIN.findall(sample))
    return "russian" if cyrillic > latin else "english"
