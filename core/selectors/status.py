"""The archive and its model at a glance, for operators."""

from typing import Any

from core.models import Document, Project
from core.selectors.models import champion


def status() -> dict[str, Any]:
    """Counts, and the champion's held-out quality; JSON-ready."""
    model = champion()
    return {
        "documents": Document.objects.filter(trashed_at=None).count(),
        "projects": Project.objects.count(),
        "model": model and {"number": model.pk, **model.metrics},
    }
