"""The words that looks for drift name: kept as long as a document of the archive has them."""

from django.db import transaction

from core.models import Document, DriftLook
from core.selectors.search import with_words


@transaction.atomic
def forget() -> None:
    """Take out of every look the words that no document has any more, in any form."""
    looks = list(DriftLook.objects.select_for_update().exclude(words=[]))
    named = {word for look in looks for word in look.words}
    everything = Document.objects.all()
    gone = {word for word in named if not with_words(everything, word).exists()}
    for look in looks:
        look.words = [word for word in look.words if word not in gone]
    DriftLook.objects.bulk_update(looks, ["words"])
