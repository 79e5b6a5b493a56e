"""What a document's own page tells: its text, its reasons, its past."""

from dataclasses import dataclass
from itertools import zip_longest

from core import access
from core.choices import DecisionSource, Role
from core.models import Comment, Decision, Document, User, Version
from core.selectors import review
from core.selectors.documents import (
    Candidate,
    candidates_of,
    list_decisions,
    list_documents,
    list_versions,
    visible_names,
    with_duplicates,
)
from core.selectors.tasks import list_comments


@dataclass(frozen=True, slots=True)
class Step:
    """A decision in the document's history; ``place`` is empty for the inbox."""

    decision: Decision
    place: str
    place_before: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why the machine said what it said of the current version, as far as the reader sees."""

    verdict: Decision
    candidates: list[Candidate]


def open_document(user: User, pk: object) -> Document:
    """The document with everything its page shows, ``duplicate_of`` too. Raises ``NotFound``."""
    found = access.access_document(user, pk)
    rows = with_duplicates(user, review.with_text(list_documents(user)))
    return rows.select_related("current_version__fingerprint").get(pk=found.pk)


def may_edit(user: User, document: Document) -> bool:
    """Whether ``user`` may rename, move or trash the document."""
    if document.project is None:
        return True
    role = access.role_in(user, document.project)
    return role is not None and role.includes(Role.EDITOR)


def history(user: User, document: Document) -> list[Step]:
    """The decisions, the newest first; projects that the reader may not see stay unnamed.

    Of what one model says again and again while the document waits, only the last is shown.
    """
    decisions = list(list_decisions(document))
    names = visible_names(user, decisions)
    steps: list[Step] = []
    where = ""
    for decision in decisions:
        place = names.get(decision.project_id or 0, "")
        steps.append(Step(decision, place, where))
        # What was said after a person had decided moved nothing.
        if len(steps) == 1 or "replaced" in decision.evidence:
            where = place
    pairs = zip_longest(steps, steps[1:])
    return [step for step, newer in pairs if not _says_again(newer, step)][::-1]


def _says_again(newer: Step | None, step: Step) -> bool:
    if newer is None or step.decision.source != DecisionSource.MACHINE:
        return False
    return _said(newer.decision) == _said(step.decision)


def _said(decision: Decision) -> tuple[object, ...]:
    return (
        decision.source,
        decision.model_id,
        decision.version_id,
        decision.outcome,
        decision.project_id,
        decision.undoes_id,
    )


def reasons(user: User, steps: list[Step], document: Document) -> Reasons | None:
    """The last verdict of a model on the current version, out of its history."""
    for step in steps:
        decision = step.decision
        if decision.model_id and decision.version_id == document.current_version_id:
            names = visible_names(user, [decision])
            return Reasons(decision, candidates_of(decision, names))
    return None


def versions(document: Document) -> list[Version]:
    """The newest first."""
    return list(list_versions(document).order_by("-number"))


def comments(user: User, document: Document) -> list[Comment]:
    return list(list_comments(user).filter(document=document))
