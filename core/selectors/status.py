"""The archive and its model at a glance, for operators."""

from typing import Any

from core.choices import ModelState
from core.models import Document, Project, TrainedModel


def status() -> dict[str, Any]:
    """Counts, and the champion's held-out quality; JSON-ready."""
    champion = TrainedModel.objects.filter(state=ModelState.CHAMPION).first()
    return {
        "documents": Document.objects.filter(trashed_at=None).count(),
        "projects": Project.objects.count(),
        "model": champion and {"number": champion.pk, **champion.metrics},
    }
