"""Decisions: the only way a document gets into a project or out of it.

A decision is a row that is never changed. The document's project and status are the
projection of its standing decision; a machine's decision never stands against a person's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import access
from core.choices import (
    DecisionSource,
    DocumentStatus,
    ExtractionState,
    FilingMode,
    Outcome,
    Role,
)
from core.exceptions import Conflict, Forbidden
from core.models import Batch, Decision, Document, Project, TrainedModel, User, Version
from core.services import audit, jobs
from core.services.champion import audit_sample

# Where a decision's evidence names the near copy that was looked at with it.
BESIDE = "beside"
# Where a person's evidence names the machine's decision that it answers.
ANSWERS = "answers"
# Where the evidence of a decision that was put back names the one that it repeats.
RESTORES = "restores"


@dataclass(frozen=True, slots=True)
class MachineVerdict:
    """What a model says of a version; ``candidates`` are JSON-ready, best first.

    ``promised``: it was asked with the projects' own error budgets, which are kept watch on.
    """

    model: TrainedModel
    outcome: Outcome
    project: Project | None
    probability: float
    score: float
    threshold: float | None
    candidates: list[dict[str, object]] = field(default_factory=list)
    evidence: Mapping[str, object] = field(default_factory=dict)
    promised: bool = True


@transaction.atomic
def decide(
    *,
    actor: User,
    document: Document,
    project: Project | None,
    beside: Document | None = None,
    batch: Batch | None = None,
    seen: int | None = None,
) -> Decision:
    """A person's decision: the document belongs to ``project``, or to none of those offered.

    ``beside`` is a near copy that the person saw and left where it is. Raises
    :class:`Forbidden` when ``actor`` may not move the document out of its project or into
    the new one, and :class:`Conflict` where somebody else has decided since the person saw
    the decision ``seen`` stand (0: none).
    """
    document = _lock(document)
    if seen is not None and _is_news(document.standing_decision, seen, actor):
        raise _decided_since()
    if document.project is not None:
        access.require_role(actor, document.project, Role.EDITOR)
    if project is not None:
        require_may_file(actor, project)
    answered = _answered_by(document.standing_decision)
    if audit_sample.is_audited(answered):
        jobs.ask_about_promise()
    return _stand(
        document,
        Decision(
            source=DecisionSource.PERSON,
            outcome=Outcome.FILED if project else Outcome.REJECTED,
            project=project,
            actor=actor,
            batch=batch,
            evidence=({ANSWERS: answered.pk} if answered else {})
            | ({BESIDE: beside.pk} if beside else {}),
        ),
    )


def _is_news(standing: Decision | None, seen: int, actor: User) -> bool:
    """Whether another person than ``actor`` stands behind a decision later than ``seen``."""
    return (
        standing is not None
        and standing.pk != seen
        and standing.is_human
        and standing.actor_id != actor.pk
    )


def require_may_file(actor: User, project: Project) -> None:
    """Raise unless ``actor`` may put documents into ``project``."""
    access.require_role(actor, project, Role.EDITOR)
    if project.is_archived:
        raise Conflict(
            _("This project is archived. Take it out of the archive first."),
            code="project-archived",
        )


@transaction.atomic
def record_verdict(
    *,
    document: Document,
    version: Version,
    verdict: MachineVerdict,
    batch: Batch | None = None,
) -> Decision:
    """Record what a model says; it stands unless a person has spoken or the version is old.

    Nor does it take a filed document out of its project because of a new version: people are
    warned (:mod:`core.selectors.class_change`). A ``batch`` does, it was previewed.
    """
    document = _lock(document)
    outcome, project, drawn = _permitted(document, verdict)
    decision = Decision(
        source=DecisionSource.MACHINE,
        outcome=outcome,
        project=project,
        model=verdict.model,
        probability=verdict.probability,
        score=verdict.score,
        threshold=verdict.threshold,
        candidates=verdict.candidates,
        evidence={**verdict.evidence, **drawn},
        batch=batch,
    )
    if _is_settled(document, decision, version):
        return _append(document, decision, version)
    return _stand(document, decision)


def _is_settled(document: Document, decision: Decision, version: Version) -> bool:
    standing = document.standing_decision
    if document.current_version_id != version.pk:
        return True
    if standing is None:
        return False
    is_new_version = standing.version_id != version.pk and decision.batch is None
    moves = standing.project_id is not None and (
        decision.project_id != standing.project_id
    )
    return standing.is_human or (is_new_version and moves)


def foresee(
    document: Document, verdict: MachineVerdict
) -> tuple[Outcome, Project | None]:
    """What :func:`record_verdict` would decide, were no person's decision in its way."""
    outcome, project, _drawn = _permitted(document, verdict)
    return outcome, project


@transaction.atomic
def undo(*, actor: User, document: Document, decision: int | None = None) -> Decision:
    """Take the standing decision back: the one before it stands again, as a new row.

    A machine's filing that a person undoes becomes a suggestion, which no machine changes.
    Raises :class:`Conflict` where there is none, or another one than ``decision``.
    """
    document = _lock(document)
    undone = document.standing_decision
    if undone is None:
        raise Conflict(_("There is no decision to undo."), code="nothing-to-undo")
    if decision is not None and undone.pk != decision:
        raise _decided_since()
    if document.project is not None:
        access.require_role(actor, document.project, Role.EDITOR)
    return _stand(document, _restored(actor, undone))


@transaction.atomic
def take_back(
    *, actor: User, document: Document, decision: Decision, batch: Batch
) -> Decision:
    """Undo ``decision`` as a part of undoing ``batch``: all is exactly as before it.

    Unlike :func:`undo`, it says nothing new of the document: a machine may go on where it
    was free to act before. Raises :class:`Conflict` when ``decision`` no longer stands.
    """
    document = _lock(document)
    standing = document.standing_decision
    if standing is None or _origin(standing) != decision.pk:
        raise _decided_since()
    if document.project is not None:
        access.require_role(actor, document.project, Role.EDITOR)
    before = _standing_before(decision)
    restored = (
        _copy(actor, before, standing)
        if before
        else Decision(
            source=DecisionSource.RULE,
            outcome=Outcome.UNKNOWN,
            actor=actor,
            undoes=standing,
        )
    )
    restored.batch = batch
    return _stand(document, restored)


def _decided_since() -> Conflict:
    return Conflict(
        _("Something else was decided in the meantime."), code="decided-since"
    )


def _restored(actor: User, undone: Decision) -> Decision:
    before = _standing_before(undone)
    if before is None or (not before.is_human and before.outcome != Outcome.FILED):
        return Decision(
            source=DecisionSource.PERSON,
            outcome=Outcome.SUGGESTED,
            actor=actor,
            undoes=undone,
            candidates=(before or undone).candidates,
        )
    return _copy(actor, before, undone)


def _copy(actor: User, before: Decision, undone: Decision) -> Decision:
    """What stood before, as a new row that says whom it undoes."""
    if before.project is not None and not access.may_file_into(actor, before.project):
        raise Forbidden(
            _(
                "You may not put it back into the project where it was: that is archived, "
                "or you are no editor there."
            )
        )
    return Decision(
        source=before.source,
        outcome=before.outcome,
        project=before.project,
        model=before.model,
        probability=before.probability,
        score=before.score,
        threshold=before.threshold,
        candidates=before.candidates,
        evidence={**before.evidence, RESTORES: _origin(before)},
        actor=actor,
        undoes=undone,
    )


def _origin(decision: Decision) -> int:
    """The decision itself, or the one that it put back."""
    return int(decision.evidence.get(RESTORES, decision.pk))


def _standing_before(decision: Decision) -> Decision | None:
    previous = decision.evidence.get("replaced")
    if previous is None:
        return None
    return Decision.objects.filter(pk=previous, document=decision.document_id).first()


def _permitted(
    document: Document, verdict: MachineVerdict
) -> tuple[Outcome, Project | None, dict[str, object]]:
    """The machine acts with its uploader's rights, and only where the project lets it file.

    Also what the evidence has to say about that.
    """
    project = verdict.project
    if verdict.outcome != Outcome.FILED or project is None:
        return verdict.outcome, None, {}
    wanted = project.filing_mode == FilingMode.FILE
    if verdict.model.filing_paused_at is not None:
        wanted = False  # it broke the error budget
    if wanted and access.may_file_into(document.owner, project):
        if verdict.promised and audit_sample.has(document):
            return Outcome.SUGGESTED, None, _drawn(project)
        return Outcome.FILED, project, {}
    return Outcome.SUGGESTED, None, {}


def _drawn(project: Project) -> dict[str, object]:
    """What a decision says whose document is in the random audit sample: people are asked."""
    return {
        audit_sample.KEY: {"project": project.pk, "budget": float(project.error_budget)}
    }


def _answered_by(standing: Decision | None) -> Decision | None:
    """What the machine had said when a person answers: the ground of live accuracy.

    Who took an answer back, or a machine's filing, answers the same once more.
    """
    if standing is None or standing.source == DecisionSource.MACHINE:
        return standing
    undone = standing.undoes if standing.outcome == Outcome.SUGGESTED else None
    if undone is None or undone.source == DecisionSource.MACHINE:
        return undone
    return Decision.objects.filter(pk=undone.evidence.get(ANSWERS)).first()


def _lock(document: Document) -> Document:
    access.lock_row(Document.objects.all(), document.pk)
    return (
        Document.objects.select_related(
            *("project", "owner", "standing_decision"),
            "current_version__extraction",
        )
        .defer("current_version__extraction__text")
        .get(pk=document.pk)
    )


def _append(document: Document, decision: Decision, version: Version) -> Decision:
    decision.document = document
    decision.version = version
    decision.save(force_insert=True)
    return decision


def _stand(document: Document, decision: Decision) -> Decision:
    """Append ``decision`` to the log and project it onto the document."""
    version = document.current_version
    if version is None:
        raise Conflict(_("The document has no version yet."), code="no-version")
    if document.standing_decision_id is not None:
        decision.evidence = {
            **decision.evidence,
            "replaced": document.standing_decision_id,
        }
    before = _state(document)
    _append(document, decision, version)
    document.standing_decision = decision
    document.project = decision.project
    document.status = status_of(document)
    document.save(
        update_fields=["standing_decision", "project", "status", "updated_at"]
    )
    audit.record(
        actor=decision.actor,
        action="document.decide",
        subject=document,
        project=document.project,
        before=before,
        after={**_state(document), "decision": decision.pk},
    )
    if decision.source == DecisionSource.PERSON:
        jobs.ask_about_waiting()
    return decision


def status_of(document: Document) -> DocumentStatus:
    """The status that follows from the current version's text and the standing decision."""
    version = document.current_version
    state = version.extraction.state if version else ExtractionState.PENDING
    if state == ExtractionState.PENDING:
        return DocumentStatus.PROCESSING
    if state == ExtractionState.FAILED:
        return DocumentStatus.FAILED
    return DocumentStatus.INBOX if document.project_id is None else DocumentStatus.FILED


def _state(document: Document) -> dict[str, object]:
    return {"project": document.project_id, "status": str(document.status)}
