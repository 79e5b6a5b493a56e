"""What parent and child say to each other: length-prefixed JSON, never pickle.

The child reads hostile files, so the parent treats its messages as hostile too: sizes
are bounded and every field is checked for its type (`codec`).
"""

from __future__ import annotations

import json
import struct
from typing import Any

HEADER = struct.Struct(">I")
Message = dict[str, Any]


class BrokenWire(Exception):
    """The other side ended, or sent what this protocol does not know."""


def pack(message: Message) -> bytes:
    """Return one frame: four bytes of length, then UTF-8 JSON."""
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    return HEADER.pack(len(body)) + body


def unpack(body: bytes) -> Message:
    """Return the message of a frame's body; raise `BrokenWire` if it is none."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenWire("not JSON") from error
    if not isinstance(message, dict):
        raise BrokenWire("not an object")
    return message
