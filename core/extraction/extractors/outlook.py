"""Outlook mails (MSG): the text by kreuzberg, the attachments from their streams.

The names of streams are those of [MS-OXMSG]: `__substg1.0_` and a property's id and
type in hexadecimal digits.
"""

from __future__ import annotations

from collections.abc import Iterator

import olefile

from core.extraction.attachments import AttachmentBox
from core.extraction.encoding import decode
from core.extraction.extractors.base import Context, Draft, Source, damaged
from core.extraction.extractors.office import read_natively

_ATTACHMENT = "__attach_version1.0_#"
_SUBJECT = "0037"
_LONG_NAME = "3707"
_SHORT_NAME = "3704"
_MEDIA_TYPE = "370E"
_DATA = "37010102"
_UNICODE = "001F"
_EIGHT_BIT = "001E"


class Outlook:
    """Reads MSG files; a mail attached to a mail stays inside."""

    name = "kreuzberg"

    def extract(self, source: Source, context: Context) -> Draft:
        box = AttachmentBox(context)
        result = read_natively(source)
        try:
            with olefile.OleFileIO(str(source.path)) as container:
                title = _text(container, [], _SUBJECT)
                for folder in _attachments(container):
                    _take(container, folder, box)
        except (OSError, ValueError, IndexError) as error:
            raise damaged() from error
        return Draft(
            text=result.content,
            title=title,
            attachments=box.attachments,
            warnings=box.warnings,
        )


def _attachments(container: olefile.OleFileIO[str]) -> Iterator[list[str]]:
    for folder in container.listdir(streams=False, storages=True):
        if len(folder) == 1 and folder[0].startswith(_ATTACHMENT):
            yield folder


def _take(
    container: olefile.OleFileIO[str], folder: list[str], box: AttachmentBox
) -> None:
    data = _stream(container, folder, _DATA)
    if not data:
        return
    name = _text(container, folder, _LONG_NAME) or _text(container, folder, _SHORT_NAME)
    media_type = _text(container, folder, _MEDIA_TYPE) or "application/octet-stream"
    box.add(name, media_type, data)


def _text(container: olefile.OleFileIO[str], folder: list[str], prop: str) -> str:
    data = _stream(container, folder, prop + _UNICODE)
    if data:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    data = _stream(container, folder, prop + _EIGHT_BIT).rstrip(b"\0")
    return decode(data).text if data else ""


def _stream(container: olefile.OleFileIO[str], folder: list[str], tag: str) -> bytes:
    path = [*folder, f"__substg1.0_{tag}"]
    if not container.exists(path):
        return b""
    data: bytes = container.openstream(path).read()
    return data


EXTRACTOR = Outlook()
