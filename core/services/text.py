"""A document's text as the engine sees it."""

from pathlib import PurePath

from core.models import Version
from core.services.documents import UNNAMED

# Names that occur in the first letters of a text say nothing new.
HEAD = 400


def compose(*, text: str, title: str = "", file_name: str = "") -> str:
    """The text as the engine sees it: title and file name first, unless the text has them."""
    title = title.strip()
    stem = " ".join(PurePath(file_name).stem.replace("_", " ").split())
    if stem == UNNAMED or title.startswith(stem):
        stem = ""
    head = text[:HEAD].casefold()
    lines = [name for name in (title, stem) if name and name.casefold() not in head]
    return "\n".join([*lines, text])


def text_of(version: Version) -> str:
    """A stored version's text as the engine sees it."""
    return compose(
        text=version.extraction.text, title=version.title, file_name=version.file_name
    )
