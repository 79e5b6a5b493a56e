"""A document's state in words that people trust: a mark, a word, a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.choices import DecisionSource, DocumentStatus, Outcome
from core.models import Decision, Document, Job
from core.services.texts import reading
from core.web.numbers import percent


@dataclass(frozen=True, slots=True)
class State:
    """``mark`` is one of filed, suggested, unknown, failed, processing."""

    mark: str
    word: str
    sentence: str


def state_of(document: Document) -> State:
    """What a row or a page says of a document."""
    decision = document.standing_decision
    # Read a moment ago, a document is in the inbox before the model has answered.
    at_work = getattr(document, "is_at_work", False)
    match document.status:
        case DocumentStatus.PROCESSING:
            return _processing()
        case DocumentStatus.INBOX if at_work:
            return _processing()
        case DocumentStatus.FAILED:
            return State("failed", pgettext("state", "not read"), _cause(document))
        case DocumentStatus.FILED:
            return State("filed", pgettext("state", "filed"), filed_by(decision))
    return _waiting(decision)


def _processing() -> State:
    return State("processing", pgettext("state", "processing"), _("being read"))


def why_failed(job: Job) -> str:
    """A job keeps its reason in its owner's words; that of a file is told in the reader's."""
    if job.failure_code and job.version is not None:
        extraction = job.version.extraction
        if extraction.failure_code == job.failure_code:
            return reading.failure_text(extraction)
    return job.failure_reason


def filed_by(decision: Decision | None) -> str:
    """Who filed it, and how sure: “97 %, filed by itself”."""
    if decision is None:
        return ""
    if decision.source == DecisionSource.MACHINE:
        return _("%(percent)s, filed by itself") % {
            "percent": percent(decision.probability)
        }
    if decision.source == DecisionSource.IMPORT:
        return _("came with an import")
    name = decision.actor.display_name if decision.actor else ""
    return _("filed by %(name)s") % {"name": name}


def _cause(document: Document) -> str:
    version = document.current_version
    if version is None or not version.extraction.failure_code:
        return ""
    return reading.failure_cause(version.extraction)


def _waiting(decision: Decision | None) -> State:
    if decision is None or decision.source == DecisionSource.RULE:
        return State(
            "unknown", pgettext("state", "waiting"), _("no model has seen it yet")
        )
    if decision.outcome == Outcome.REJECTED:
        return State(
            "unknown",
            pgettext("state", "none of these"),
            _("a person said: none of these"),
        )
    if decision.outcome == Outcome.UNKNOWN:
        return State(
            "unknown", pgettext("state", "unknown"), _("like nothing known so far")
        )
    if decision.source == DecisionSource.PERSON:
        return State(
            "suggested", pgettext("state", "suggested"), _("taken back, please look")
        )
    return State(
        "suggested",
        pgettext("state", "suggested"),
        _("%(percent)s, please look") % {"percent": percent(decision.probability)},
    )
