"""What the looks for drift found."""

from django.db.models import QuerySet

from core.choices import ModelState
from core.models import DriftLook


def looks() -> QuerySet[DriftLook]:
    """Every look at the champion's documents, newest first.

    Words and documents are anybody's: show them to those who may see all documents.
    """
    return DriftLook.objects.filter(model__state=ModelState.CHAMPION)
