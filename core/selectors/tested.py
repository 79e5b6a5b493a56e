"""The held-out documents behind a model's figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from core import access
from core.models import TestedDocument, TrainedModel, User


@dataclass(frozen=True, slots=True)
class Asked:
    """Which held-out documents: by the project where they belong, and the one it said.

    Both are project keys, empty for any; ``wrong`` asks for what was confused alone.
    """

    truth: str = ""
    said: str = ""
    wrong: bool = False


def tested_documents(
    user: User, model: TrainedModel, asked: Asked
) -> QuerySet[TestedDocument]:
    """What ``user`` may see of them: the document and both projects. The surest first."""
    keys = access.visible_projects(user).values("key")
    rows = model.tested_documents.filter(
        document__in=access.visible_documents(user), truth__in=keys, said__in=keys
    )
    return (
        rows.filter(_narrowed(asked))
        .select_related("document__project")
        .order_by("-probability", "id")
    )


def keeps_documents(model: TrainedModel) -> bool:
    """Whether the model was trained since its held-out documents are kept."""
    return model.tested_documents.exists()


def _narrowed(asked: Asked) -> Q:
    narrowed = Q()
    if asked.truth:
        narrowed &= Q(truth=asked.truth)
    if asked.said:
        narrowed &= Q(said=asked.said)
    if asked.wrong:
        narrowed &= ~Q(truth=F("said"))
    return narrowed
