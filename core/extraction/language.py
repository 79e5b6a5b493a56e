"""Whether a text is Russian, English, both or neither."""

from __future__ import annotations

import re

from core.extraction.result import Language

_SAMPLE_CHARS = 20_000
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)


def detect_language(text: str) -> Language:
    sample = text[:_SAMPLE_CHARS]
    cyrillic, latin = len(_CYRILLIC.findall(sample)), len(_LATIN.findall(sample))
    if cyrillic + latin == 0:
        return Language.OTHER
    share = cyrillic / (cyrillic + latin)
    if share > 0.75:
        return Language.RUSSIAN
    return Language.ENGLISH if share < 0.15 else Language.MIXED
