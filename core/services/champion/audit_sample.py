"""The audit sample: documents that could be filed, but that people are asked about instead.

Nothing on a page or in the API tells them from other suggestions, so that the answers are
worth as much as any other. Which documents are in it depends on the document and on the
house's secret alone: nobody can foresee it, and asking twice changes nothing.
"""

from django.conf import settings
from django.utils.crypto import salted_hmac

from core.choices import DecisionSource
from core.models import Decision, Document

# Where a decision's evidence says that it is part of the sample.
KEY = "audit"
_SALT = "core.audit-sample"


def has(document: Document) -> bool:
    """Whether the document is in the random sample."""
    digest = salted_hmac(_SALT, str(document.pk), algorithm="sha256").digest()
    place = int.from_bytes(digest[:7], "big") / 2**56
    return bool(place < settings.AUDIT_SHARE)


def is_audited(decision: Decision | None) -> bool:
    """Whether an answer to this decision is an answer for the sample."""
    machine = DecisionSource.MACHINE
    return (
        decision is not None and decision.source == machine and KEY in decision.evidence
    )
