"""A new version that speaks of another project than the one its document lies in."""

from collections.abc import Iterable

from core.choices import Outcome
from core.models import Decision, Document, User
from core.selectors.document_page import Reasons
from core.selectors.documents import Candidate, candidates_of, visible_names
from core.selectors.review import verdict_of

# Below it the project is not even more likely than all others together.
LIKELY = 0.5


def class_change(user: User, document: Document) -> Candidate | None:
    """The project that the current version rather belongs to; None when nothing changed.

    Nor when the reader may not see that project, or when a person has answered for this
    version already.
    """
    version = document.current_version
    if version is None or version.number == 1 or document.project_id is None:
        return None
    verdict = verdict_of(document)
    if verdict is None or not _contradicts(document, verdict):
        return None
    return _best(verdict, candidates_of(verdict, visible_names(user, [verdict])))


def told_change(document: Document, reasons: Reasons | None) -> Candidate | None:
    """:func:`class_change` from what a page has read already."""
    version = document.current_version
    if reasons is None or version is None or version.number == 1:
        return None
    if not _contradicts(document, reasons.verdict):
        return None
    return _best(reasons.verdict, reasons.candidates)


def _best(verdict: Decision, named: Iterable[Candidate]) -> Candidate | None:
    best = verdict.candidates[0]["project"]
    return next((one for one in named if one.project == best), None)


def _contradicts(document: Document, verdict: Decision) -> bool:
    if document.project_id is None or not verdict.candidates:
        return False
    best = verdict.candidates[0]
    sure = verdict.evidence.get("wanted", verdict.outcome) == Outcome.FILED
    likely = verdict.outcome != Outcome.UNKNOWN and best["probability"] >= LIKELY
    elsewhere = best["project"] != document.project_id
    return elsewhere and (sure or likely) and not _answered(document, verdict)


def _answered(document: Document, verdict: Decision) -> bool:
    """Whether a person has placed the document since the model saw this version."""
    standing = document.standing_decision
    if standing is None or not standing.is_human:
        return False
    return standing.version_id == verdict.version_id and standing.pk > verdict.pk
