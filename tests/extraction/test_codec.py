"""The parent believes nothing that a child says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.extraction import (
    Attachment,
    Extracted,
    Fact,
    FactKind,
    Language,
    Page,
    ReadWarning,
    WarningCode,
)
from core.extraction.codec import decode_failure, decode_result, encode_result
from core.extraction.wire import HEADER, BrokenWire, pack, unpack


@pytest.fixture
def result(tmp_path: Path) -> Extracted:
    (tmp_path / "0000").write_bytes(b"x")
    return Extracted(
        text="Текст",
        title="Т",
        language=Language.RUSSIAN,
        kind="eml",
        media_type="message/rfc822",
        extractor="email",
        pages=(Page(1, "Текст"),),
        warnings=(ReadWarning(WarningCode.TEXT_CUT, {"limit_chars": 5}),),
        attachments=(Attachment("a.txt", "text/plain", 1, tmp_path / "0000"),),
        facts=(Fact(0, 2, FactKind.NUMBER, "5"),),
    )


def test_a_result_survives_the_way(result: Extracted, tmp_path: Path) -> None:
    frame = pack(encode_result(result))
    assert decode_result(unpack(frame[HEADER.size :]), tmp_path) == result


@pytest.mark.parametrize(
    "damage",
    [
        {"text": 5},
        {"title": None},
        {"language": "klingon"},
        {"pages": {}},
        {"pages": ["x"]},
        {"pages": [{"number": "1", "text": "", "source": "ocr"}]},
        {"warnings": [{"code": "text_cut", "params": {"x": [1]}}]},
        {"warnings": [{"code": "unheard", "params": {}}]},
        {"facts": [{"start": 0, "end": 1, "kind": "date"}]},
    ],
)
def test_malformed_results_are_refused(
    result: Extracted, tmp_path: Path, damage: dict[str, Any]
) -> None:
    message = unpack(pack(encode_result(result))[HEADER.size :])
    with pytest.raises(BrokenWire):
        decode_result({**message, **damage}, tmp_path)


@pytest.mark.parametrize("name", ["../0000", "/etc/passwd", "0001", "link", "0000\n"])
def test_attachments_elsewhere_are_refused(
    result: Extracted, tmp_path: Path, name: str
) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    message = unpack(pack(encode_result(result))[HEADER.size :])
    message["attachments"][0]["path"] = name
    with pytest.raises(BrokenWire):
        decode_result(message, tmp_path)


def test_an_unknown_failure_is_refused() -> None:
    with pytest.raises(BrokenWire):
        decode_failure({"code": "no_such_code", "params": {}})


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_frames_that_are_no_message_are_refused(body: bytes) -> None:
    with pytest.raises(BrokenWire):
        unpack(body)
