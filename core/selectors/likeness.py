"""Documents that a new one may be the next version of, as far as the reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass

from core import access, minhash
from core.models import Document, Fingerprint, User

OFFERED = 3
# More than these are not looked at: an archive of copies must not stop a page.
MOST_COMPARED = 1000


@dataclass(frozen=True, slots=True)
class Alike:
    """A stored document, and the share of word pairs that both texts have (0 to 1)."""

    document: int
    title: str
    similarity: float


def offers(user: User, document: Document) -> list[Alike]:
    """Older documents that are nearly the same, the most alike first.

    Only a document that has one version yet may become a version of another. One with the
    same bytes is a duplicate and not offered; nor is one that a person declined.
    """
    own = _fingerprint(document)
    if own is None or not own.signature:
        return []
    rows = (
        access.visible_documents(user)
        .filter(
            current_version__fingerprint__bands__overlap=own.bands,
            pk__lt=document.pk,
        )
        .exclude(current_version__sha256=_sha256(document))
        .exclude(pk__in=document.unlike.values("other"))
        .order_by("-pk")
        .values_list("pk", "title", "current_version__fingerprint__signature")
    )
    return _alike(own, rows[:MOST_COMPARED])


def _fingerprint(document: Document) -> Fingerprint | None:
    version = document.current_version
    if version is None or version.number > 1:
        return None
    return getattr(version, "fingerprint", None)


def _sha256(document: Document) -> str:
    return document.current_version.sha256 if document.current_version else ""


def _alike(
    own: Fingerprint, rows: Iterable[tuple[int, str, minhash.Signature]]
) -> list[Alike]:
    found = [
        Alike(pk, title, round(minhash.similarity(own.signature, signature), 3))
        for pk, title, signature in rows
    ]
    near = [one for one in found if one.similarity >= minhash.ALIKE]
    return sorted(near, key=lambda one: (-one.similarity, -one.document))[:OFFERED]
