"""Results as plain JSON objects and back; the way back trusts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from core.extraction.result import (
    Attachment,
    Extracted,
    ExtractionFailed,
    Fact,
    FactKind,
    FailureCode,
    Language,
    Page,
    PageSource,
    Params,
    ReadWarning,
    WarningCode,
)
from core.extraction.wire import BrokenWire, Message

_GENERATED_NAME = re.compile(r"[0-9]{4}\Z")
_Enum = TypeVar("_Enum", bound=StrEnum)
_Item = TypeVar("_Item")


def encode_result(result: Extracted) -> Message:
    """Return a result as JSON; of an attachment's path only its name crosses."""
    return _shallow(result) | {
        "pages": [_shallow(page) for page in result.pages],
        "warnings": [
            {"code": one.code, "params": dict(one.params)} for one in result.warnings
        ],
        "attachments": [
            _shallow(one) | {"path": one.path.name if one.path else None}
            for one in result.attachments
        ],
        "facts": [_shallow(fact) for fact in result.facts],
    }


def _shallow(item: Extracted | Page | Fact | Attachment) -> Message:
    """One level: `asdict` would copy each text and number of thousands."""
    return {each.name: getattr(item, each.name) for each in fields(item)}


def decode_result(message: Message, attachments: Path | None) -> Extracted:
    """Return the result in `message`, its attachments lying in folder `attachments`.

    Raises:
        BrokenWire: a field is missing, of the wrong type, or names another folder.

    """
    return Extracted(
        text=_text(message, "text"),
        title=_text(message, "title"),
        language=_choice(Language, message, "language"),
        kind=_text(message, "kind"),
        media_type=_text(message, "media_type"),
        extractor=_text(message, "extractor"),
        pages=_items(message, "pages", _page),
        encoding=_optional_text(message, "encoding"),
        warnings=_items(message, "warnings", _warning),
        attachments=_items(
            message, "attachments", lambda item: _attachment(item, attachments)
        ),
        facts=_items(message, "facts", _fact),
    )


def encode_failure(failure: ExtractionFailed) -> Message:
    """Return a failure as JSON."""
    return {"code": str(failure.code), "params": dict(failure.params)}


def decode_failure(message: Message) -> ExtractionFailed:
    """Return the failure in `message`; raise `BrokenWire` if it is malformed."""
    return ExtractionFailed(_choice(FailureCode, message, "code"), _params(message))


def _page(item: Message) -> Page:
    return Page(
        number=_number(item, "number"),
        text=_text(item, "text"),
        source=_choice(PageSource, item, "source"),
    )


def _warning(item: Message) -> ReadWarning:
    return ReadWarning(_choice(WarningCode, item, "code"), _params(item))


def _fact(item: Message) -> Fact:
    return Fact(
        start=_number(item, "start"),
        end=_number(item, "end"),
        kind=_choice(FactKind, item, "kind"),
        value=_text(item, "value"),
    )


def _attachment(item: Message, folder: Path | None) -> Attachment:
    name = _optional_text(item, "path")
    return Attachment(
        file_name=_text(item, "file_name"),
        media_type=_text(item, "media_type"),
        size=_number(item, "size"),
        path=None if name is None else _inside(folder, name),
    )


def _inside(folder: Path | None, name: str) -> Path:
    if folder is None or not _GENERATED_NAME.match(name):
        raise BrokenWire("an attachment outside of its folder")
    path = folder / name
    if path.is_symlink() or not path.is_file():
        raise BrokenWire("an attachment that is not a file")
    return path


def _text(item: Message, key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise BrokenWire(f"{key} is not a text")
    return value


def _optional_text(item: Message, key: str) -> str | None:
    return None if item.get(key) is None else _text(item, key)


def _number(item: Message, key: str) -> int:
    value = item.get(key)
    if not isinstance(value, int):
        raise BrokenWire(f"{key} is not a number")
    return value


def _choice(choices: type[_Enum], item: Message, key: str) -> _Enum:
    try:
        return choices(_text(item, key))
    except ValueError as error:
        raise BrokenWire(f"{key} is unknown") from error


def _items(
    message: Message, key: str, decode: Callable[[Message], _Item]
) -> tuple[_Item, ...]:
    values = message.get(key)
    if not isinstance(values, list):
        raise BrokenWire(f"{key} is not a list")
    return tuple(decode(_object(value)) for value in values)


def _object(value: Any) -> Message:
    if not isinstance(value, dict):
        raise BrokenWire("an item is not an object")
    return value


def _params(item: Message) -> Params:
    params = _object(item.get("params"))
    if not all(isinstance(value, str | int) for value in params.values()):
        raise BrokenWire("params are neither texts nor numbers")
    return params
