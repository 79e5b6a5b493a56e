"""Files on disk whose names say what is in them, by a digest."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage


class ContentStorage(FileSystemStorage):
    """A file appears under its name whole or not at all, even when we are killed meanwhile.

    One name has one content, so that two who save at once agree. What a killed process left
    lies in the folder ``drafts``, until ``core.services.storage.leftovers`` sweeps it.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: IO[Any]) -> str:
        draft = f"drafts/{secrets.token_hex(16)}"
        try:
            # FileSystemStorage has it; its type stubs do not.
            super()._save(draft, content)  # type: ignore[misc]
            target = Path(self.path(name))
            mode = self.directory_permissions_mode or 0o777
            target.parent.mkdir(mode=mode, parents=True, exist_ok=True)
            Path(self.path(draft)).replace(target)
        except BaseException:
            # On a full disk it would keep the last room, which the database needs.
            self.delete(draft)
            raise
        return name
