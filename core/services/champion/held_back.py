"""Documents that a model was sure enough of, but did not file: they wait for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.choices import DecisionSource, DocumentStatus, FilingMode, Outcome, Role
from core.models import Document, Membership, Project, TrainedModel
from core.services.champion import audit_sample

# A preview shows no more; all of them are asked again.
MOST = 200


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A document that waits, and where the model would file it."""

    document: Document
    project: Project
    probability: float


def held_back(model: TrainedModel) -> list[HeldBack]:
    """What the model would file now if it may file again, the surest first.

    Not among them: the audit sample, whose answers are asked of people on purpose, and what
    its project or its owner's rights keep from being filed.
    """
    waiting = Document.objects.filter(
        status=DocumentStatus.INBOX,
        trashed_at=None,
        standing_decision__source=DecisionSource.MACHINE,
        standing_decision__model=model,
        standing_decision__outcome=Outcome.SUGGESTED,
        standing_decision__evidence__wanted=Outcome.FILED,
    )
    rows = waiting.select_related("owner", "standing_decision").order_by(
        "-standing_decision__probability", "id"
    )[:MOST]
    return _fileable(rows)


def _fileable(waiting: Iterable[Document]) -> list[HeldBack]:
    documents = [one for one in waiting if not audit_sample.has(one)]
    projects = _open_projects(documents)
    editors = _editors(documents)
    found = []
    for document in documents:
        decision = document.standing_decision
        project = projects.get(_best(document))
        if decision is None or project is None:
            continue
        if document.owner.is_staff or (document.owner_id, project.pk) in editors:
            found.append(HeldBack(document, project, decision.probability or 0.0))
    return found


def _best(document: Document) -> int:
    """The project that the standing decision names first; 0 for none."""
    decision = document.standing_decision
    candidates = decision.candidates if decision else []
    return int(candidates[0]["project"]) if candidates else 0


def _open_projects(documents: list[Document]) -> dict[int, Project]:
    named = {_best(document) for document in documents}
    return Project.objects.filter(
        is_archived=False, filing_mode=FilingMode.FILE
    ).in_bulk(named)


def _editors(documents: list[Document]) -> set[tuple[int, int]]:
    """Who may file where, of the documents' owners."""
    owners = {document.owner_id for document in documents}
    editing = Membership.objects.filter(
        user__in=owners, role__in=[Role.EDITOR, Role.MANAGER]
    )
    return set(editing.values_list("user_id", "project_id"))
