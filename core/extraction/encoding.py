"""Which encoding a plain text is in, and its characters.

Byte order marks and UTF-8 are certain. The single-byte encodings of Russian are told
apart by how often letters occur in Russian and where capitals stand; what is not
Russian is left to charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from core.extraction.result import (
    ExtractionFailed,
    FailureCode,
    ReadWarning,
    WarningCode,
)
from core.extraction.russian_letters import likeness_to_russian

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Most usual first: a tie goes to the former.
_RUSSIAN = ("cp1251", "koi8-r", "cp866")
_SAMPLE_BYTES = 16 * 1024
_RUSSIAN_SCORE = -0.5
_LETTERS_FOR_CERTAINTY = 60
_BROKEN_UTF8_SHARE = 0.01
_USUAL_SHARE = 0.9
_CONTROL_SHARE = 0.05
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x1b"))
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LETTER_BEYOND_ASCII = re.compile(r"[^\W\d_\x00-\x7f]")
_CONTEXT_BYTES = 100
_USUAL = re.compile("[\t\r\n -~а-яА-ЯёЁ№«»—–…]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in (Python's name), and whether that was a guess."""

    text: str
    encoding: str
    warnings: tuple[ReadWarning, ...] = ()


def decode(data: bytes) -> Decoded:
    """Return the text in `data`.

    Raises:
        ExtractionFailed: `unsupported_type`, if the bytes are no text at all.

    """
    if encoding := _wide(data):
        return Decoded(data.decode(encoding, "replace"), encoding)
    if is_binary(data):
        raise ExtractionFailed(FailureCode.UNSUPPORTED_TYPE, {"found": "binary"})
    return _utf8(data) or _single_byte(data)


def is_text(data: bytes) -> bool:
    """Tell whether `decode` would make a text of `data`."""
    return _wide(data) is not None or not is_binary(data)


def _wide(data: bytes) -> str | None:
    """Return the encoding that a mark or zeros show, if any."""
    return _marked(data) or _unmarked_utf16(data[:_SAMPLE_BYTES])


def _marked(data: bytes) -> str | None:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding == "utf-8-sig":
        return encoding
    # A word in cp1251 may begin with these bytes ("яю"), but holds no zeros.
    return encoding if is_binary(data) else None


def is_binary(data: bytes) -> bool:
    """Tell whether bytes that are not UTF-16 hold more controls than a text can."""
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > len(sample) * _CONTROL_SHARE


def _unmarked_utf16(sample: bytes) -> str | None:
    """Return the UTF-16 variant that makes a usual text of `sample`, if one does."""
    if not is_binary(sample):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
        if len(_USUAL.findall(text)) > len(text) * _USUAL_SHARE:
            return encoding
    return None


def _utf8(data: bytes) -> Decoded | None:
    # Incremental, since the end of the data may be the middle of a letter.
    decoder = codecs.getincrementaldecoder("utf-8")
    try:
        return Decoded(decoder().decode(data), "utf-8")
    except UnicodeDecodeError:
        text = decoder("replace").decode(data)
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if text.count("\ufffd") > beyond_ascii * _BROKEN_UTF8_SHARE:
        return None
    return Decoded(text, "utf-8", _guessed("utf-8"))


def _single_byte(data: bytes) -> Decoded:
    sample = _telling_part(data)
    scores = {name: likeness_to_russian(sample, name) for name in _RUSSIAN}
    encoding = max(scores, key=scores.__getitem__)
    if scores[encoding] < _RUSSIAN_SCORE:
        best = from_bytes(sample).best()
        encoding = best.encoding if best else "cp1251"
    text = data.decode(encoding, "replace")
    decoded = sample.decode(encoding, "replace")
    letters = len(_LETTER_BEYOND_ASCII.findall(decoded))
    certain = letters >= _LETTERS_FOR_CERTAINTY
    return Decoded(text, encoding, () if certain else _guessed(encoding))


def _telling_part(data: bytes) -> bytes:
    """Return the part that begins with the first words beyond ASCII."""
    first = _BEYOND_ASCII.search(data)
    start = max(0, first.start() - _CONTEXT_BYTES) if first else 0
    return data[start : start + _SAMPLE_BYTES]


def _guessed(encoding: str) -> tuple[ReadWarning, ...]:
    return (ReadWarning(WarningCode.ENCODING_GUESSED, {"encoding": encoding}),)
