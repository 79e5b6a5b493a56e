"""The same act on many documents: shown first, done as one, undone as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from core import access
from core.choices import DecisionSource, Role
from core.models import Document, Project, User
from core.services import decisions, documents


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move would do: who goes, who is there already, who a person placed elsewhere."""

    project: Project
    moving: list[Document]
    there: list[Document]
    placed: list[Document]


def preview_move(
    *, actor: User, documents: Sequence[int], project: Project
) -> MovePreview:
    """Say what :func:`move` would do, and do nothing. Raises ``Forbidden`` as it would."""
    decisions.require_may_file(actor, project)
    preview = MovePreview(project, [], [], [])
    chosen = access.visible_documents(actor).filter(pk__in=documents)
    for document in chosen.select_related("project", "standing_decision"):
        _side(preview, document).append(document)
    return preview


@transaction.atomic
def move(
    *,
    actor: User,
    documents: Sequence[int],
    project: Project,
    also_placed_by_people: bool = False,
) -> list[int]:
    """Decide for each document that it belongs to ``project``; returns the ids that moved."""
    preview = preview_move(actor=actor, documents=documents, project=project)
    going = preview.moving + (preview.placed if also_placed_by_people else [])
    for document in going:
        decisions.decide(actor=actor, document=document, project=project)
    return [document.pk for document in going]


@transaction.atomic
def undo_move(*, actor: User, documents: Sequence[int]) -> None:
    """Take back the actor's own last decision on each of the documents."""
    for document in access.visible_documents(actor).filter(
        pk__in=documents, standing_decision__actor=actor
    ):
        decisions.undo(actor=actor, document=document)


@transaction.atomic
def put_in_trash(*, actor: User, documents: Sequence[int]) -> list[int]:
    """Put the documents into the trash; all of them or, if one may not go, none."""
    for pk in documents:
        _trash(actor, pk)
    return list(documents)


def _trash(actor: User, pk: int) -> None:
    document = access.access_document(actor, pk, Role.EDITOR)
    documents.trash_document(actor=actor, document=document)


def _side(preview: MovePreview, document: Document) -> list[Document]:
    if document.project_id == preview.project.pk:
        return preview.there
    standing = document.standing_decision
    by_person = standing is not None and standing.source != DecisionSource.MACHINE
    return preview.placed if by_person and document.project_id else preview.moving
