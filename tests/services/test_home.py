"""What home counts: documents, each once, however often the machine was asked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from core.choices import Outcome
from core.models import Document
from core.selectors import document_page, project_page
from core.selectors.home import Flow, Week, flow, week
from core.services import decisions
from core.services.decisions import MachineVerdict
from tests.cast import Cast, current, upload
from tests.teaching import Teach

Say = Callable[..., None]


@pytest.fixture
def say(cast: Cast, teach: Teach) -> Say:
    model = teach(12)

    def said(document: Document, *outcomes: Outcome) -> None:
        for outcome in outcomes:
            verdict = MachineVerdict(
                model=model,
                outcome=outcome,
                project=cast.tender,
                probability=0.6,
                score=0.1,
                threshold=1.0,
            )
            decisions.record_verdict(
                document=document, version=current(document), verdict=verdict
            )

    return said


def test_a_document_counts_once_by_its_last_verdict(cast: Cast, say: Say) -> None:
    say(upload(cast.editor), Outcome.SUGGESTED, Outcome.UNKNOWN, Outcome.SUGGESTED)
    say(upload(cast.editor), Outcome.SUGGESTED, Outcome.FILED)
    assert flow(cast.editor, timezone.now() - timedelta(hours=1)) == Flow(1, 1)


def test_what_is_said_after_a_person_decided_counts_for_nothing(
    cast: Cast, say: Say
) -> None:
    document = upload(cast.editor)
    say(document, Outcome.SUGGESTED)
    decisions.decide(actor=cast.editor, document=document, project=None)
    say(document, Outcome.FILED)
    decisions.decide(actor=cast.editor, document=document, project=None)
    assert week(cast.editor) == Week(filed=0, corrected=0)
    assert project_page.corrections(cast.editor, cast.tender) == []
    put_right = upload(cast.editor)
    say(put_right, Outcome.FILED)
    decisions.decide(actor=cast.editor, document=put_right, project=None)
    assert week(cast.editor) == Week(filed=1, corrected=1)
    [corrected] = project_page.corrections(cast.editor, cast.tender)
    assert corrected.document == put_right


def test_a_history_does_not_repeat_itself(cast: Cast, say: Say) -> None:
    document = upload(cast.editor)
    say(document, Outcome.SUGGESTED, Outcome.UNKNOWN, Outcome.UNKNOWN)
    decisions.decide(actor=cast.editor, document=document, project=None)
    say(document, Outcome.FILED)
    decisions.decide(actor=cast.editor, document=document, project=cast.tender)
    told = document_page.history(cast.editor, document)
    assert [(one.decision.source, one.decision.outcome) for one in told] == [
        ("person", "filed"),
        ("machine", "filed"),
        ("person", "rejected"),
        ("machine", "unknown"),
        ("machine", "suggested"),
    ]
    assert told[0].place_before == ""
