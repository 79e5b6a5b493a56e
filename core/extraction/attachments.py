"""Files inside of mails: kept within limits, under names of our own."""

from __future__ import annotations

from core.extraction.extractors.base import Context
from core.extraction.result import Attachment, ReadWarning, WarningCode

_NAME_CHARS = 255


class AttachmentBox:
    """Collects the attachments of one mail and counts those left out."""

    def __init__(self, context: Context) -> None:
        limits = context.limits
        self._folder = context.attachments_to
        self._too_deep = context.nesting >= limits.nesting
        self._places_left = limits.attachments
        self._bytes_left = limits.attachment_bytes
        self._skipped = 0
        self._kept: list[Attachment] = []

    def add(self, file_name: str, media_type: str, data: bytes) -> None:
        """Keep one attachment; its name is told, but never used for a path."""
        if self._too_deep or self._places_left < 1 or len(data) > self._bytes_left:
            self._skipped += 1
            return
        path = None
        if self._folder is not None:
            path = self._folder / f"{len(self._kept):04d}"
            path.write_bytes(data)
        self._places_left -= 1
        self._bytes_left -= len(data)
        name = _without_folders(file_name)[-_NAME_CHARS:]
        self._kept.append(Attachment(name, media_type, len(data), path))

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(self._kept)

    @property
    def warnings(self) -> tuple[ReadWarning, ...]:
        if not self._skipped:
            return ()
        params = {"attachments": self._skipped}
        return (ReadWarning(WarningCode.ATTACHMENTS_SKIPPED, params),)


def _without_folders(file_name: str) -> str:
    base = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in base if char.isprintable()).strip() or "attachment"
