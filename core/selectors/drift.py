"""What the looks for drift found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Left, Lower

from core import access
from core.choices import ModelState
from core.models import Document, DriftLook, User

# Where a word is looked for in a document, for readers who may not see all of them.
SEARCHED = 100_000


@dataclass(frozen=True, slots=True)
class ShownLook:
    """A look as somebody may see it.

    ``documents`` are the driving ones that the reader may see, ``hidden`` is how many more
    there are. Who may not see all documents is shown the words that stand in those.
    """

    look: DriftLook
    documents: list[Document]
    words: list[str]
    hidden: int


def looks() -> QuerySet[DriftLook]:
    """Every look at the champion's documents, newest first.

    Words and documents are anybody's: show them by :func:`shown_look`.
    """
    return DriftLook.objects.filter(model__state=ModelState.CHAMPION)


def shown_look(user: User, look: DriftLook) -> ShownLook:
    found = access.visible_documents(user).select_related("project")
    visible = found.in_bulk(look.drivers)
    documents = [visible[pk] for pk in look.drivers if pk in visible]
    hidden = len(look.drivers) - len(documents)
    words = list(look.words)
    if not user.is_staff:
        words = _words_in(documents, words)
    return ShownLook(look, documents, words, hidden)


def _words_in(documents: Sequence[Document], words: list[str]) -> list[str]:
    """The words that stand in the text of one of the documents."""
    texts = Document.objects.filter(pk__in=[one.pk for one in documents]).values_list(
        Lower(Left("current_version__extraction__text", SEARCHED)), flat=True
    )
    found = [text for text in texts if text]
    return [word for word in words if any(word.lower() in text for text in found)]
