"""Documents like a document, by the features of the model that serves."""

from dataclasses import dataclass

from core import access
from core.choices import ExtractionState
from core.models import Document, User
from core.services.champion import serving
from core.services.champion.reasons import nearest
from core.services.texts.text import text_of

# Among so many nearest ones, those that the reader may see are shown.
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Similar:
    """A document that a person placed; ``similarity`` is a cosine, at most 1."""

    document: Document
    similarity: float


def similar_documents(user: User, document: Document, most: int = 5) -> list[Similar]:
    """The nearest confirmed documents that ``user`` may see, the nearest first.

    Raises :class:`serving.NoModelYet`; nothing for a text that could not be read.
    """
    version = document.current_version
    if version is None or version.extraction.state != ExtractionState.DONE:
        return []
    with serving.champion() as served:
        near = nearest(served, text_of(version), LOOKED_AT)
    likeness = {pk: like for pk, like in near if pk != document.pk}
    seen = access.visible_documents(user).select_related("project").in_bulk(likeness)
    found = [Similar(seen[pk], like) for pk, like in likeness.items() if pk in seen]
    return found[:most]
