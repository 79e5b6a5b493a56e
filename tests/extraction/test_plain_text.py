from __future__ import annotations

import pytest

from core.extraction import FailureCode, WarningCode
from core.extraction.encoding import decode
from tests.extraction.conftest import FailToRead, ReadBytes
from tests.extraction.documents import CONTRACT, INVOICE

RUSSIAN = CONTRACT.replace("—", "-").replace("№", "N")


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
        *("cp1251", "koi8-r", "cp866"),
    ],
)
@pytest.mark.parametrize("text", [RUSSIAN, RUSSIAN.upper(), f"{INVOICE}\n{RUSSIAN}"])
def test_encodings_of_russian_are_told_apart(
    read_bytes: ReadBytes, encoding: str, text: str
) -> None:
    assert read_bytes(text.encode(encoding), "договор.txt").text == text


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_a_short_text_is_read_with_a_warning(
    read_bytes: ReadBytes, encoding: str
) -> None:
    result = read_bytes("Протокол совещания".encode(encoding), "a.txt")
    assert result.text == "Протокол совещания"
    assert result.encoding == encoding
    assert [warning.code for warning in result.warnings] == [
        WarningCode.ENCODING_GUESSED
    ]


def test_western_letters_are_not_taken_for_russian() -> None:
    text = "Le café est fermé. Die Straße ist schön, müßig und größer als zuvor. " * 4
    assert decode(text.encode("cp1252")).text == text


def test_a_word_that_begins_like_a_byte_order_mark_is_text() -> None:
    text = "яющий признак окончания, которым строка начинается после переноса"
    assert decode(text.encode("cp1251")).text == text


def test_russian_after_a_long_english_part_is_read() -> None:
    text = INVOICE * 500 + RUSSIAN
    assert decode(text.encode("koi8-r")).text == text


def test_one_broken_byte_does_not_spoil_utf8() -> None:
    data = (CONTRACT * 20).encode() + b"\xff" + CONTRACT.encode()
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(CONTRACT)


def test_stray_null_bytes_are_dropped(read_bytes: ReadBytes) -> None:
    data = RUSSIAN.encode() + b"\0\0" + RUSSIAN.encode()
    assert read_bytes(data, "a.txt").text == RUSSIAN + RUSSIAN


@pytest.mark.parametrize("name", ["notes.md", "table.csv", "no_extension", "a.txt"])
def test_plain_kinds_follow_the_name(read_bytes: ReadBytes, name: str) -> None:
    kind = {"notes.md": "markdown", "table.csv": "csv"}.get(name, "text")
    assert read_bytes(b"# Heading\na;b;c\n", name).kind == kind


def test_nothing_but_spaces_is_no_text(fail_to_read: FailToRead) -> None:
    assert fail_to_read(b" \n\t \n", "a.txt").code is FailureCode.NO_TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_an_endless_text_is_cut_with_a_warning(
    read_bytes: ReadBytes, encoding: str
) -> None:
    result = read_bytes(("слово " * 700_000).encode(encoding), "a.txt")
    assert len(result.text) == 1_000_000
    assert [each.code for each in result.warnings] == [WarningCode.TEXT_CUT]
