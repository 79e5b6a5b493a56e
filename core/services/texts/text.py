"""A document's text as the engine sees it: what people call it, then what it says."""

from dataclasses import dataclass
from pathlib import PurePath

from core.models import Version
from core.services.documents import UNNAMED

# Names that occur in the first letters of a text say nothing new.
HEAD = 400


@dataclass(frozen=True, slots=True)
class EngineText:
    """``whole`` is what the engine gets; the document's own text begins at ``shift``."""

    whole: str
    shift: int


def compose(*, text: str, title: str = "", file_name: str = "") -> EngineText:
    """Title and file name go first, as lines, unless the text begins with them anyway."""
    title = title.strip()
    stem = " ".join(PurePath(file_name).stem.replace("_", " ").split())
    if stem == UNNAMED or title.startswith(stem):
        stem = ""
    head = text[:HEAD].casefold()
    names = [name for name in (title, stem) if name and name.casefold() not in head]
    before = "".join(f"{name}\n" for name in names)
    return EngineText(before + text, len(before))


def text_of(version: Version) -> EngineText:
    """A stored version's text as the engine sees it."""
    return compose(
        text=version.extraction.text, title=version.title, file_name=version.file_name
    )
