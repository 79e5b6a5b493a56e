"""What the answers of today saved: documents that waited and have filed themselves."""

from dataclasses import replace

import pytest

from core.choices import Outcome
from core.models import Document, TrainedModel
from core.selectors.review import resolved_today
from core.services import decisions
from core.services.decisions import MachineVerdict
from tests.cast import Cast, current, upload
from tests.teaching import Teach


@pytest.fixture
def unsure(cast: Cast, teach: Teach) -> MachineVerdict:
    return MachineVerdict(
        model=teach(12),
        outcome=Outcome.SUGGESTED,
        project=cast.tender,
        probability=0.6,
        score=0.1,
        threshold=1.0,
        evidence={"wanted": "suggested"},
    )


def sure(verdict: MachineVerdict) -> MachineVerdict:
    return replace(verdict, outcome=Outcome.FILED, evidence={"wanted": "filed"})


def say(document: Document, *verdicts: MachineVerdict) -> None:
    for verdict in verdicts:
        decisions.record_verdict(
            document=document, version=current(document), verdict=verdict
        )


def test_a_document_that_files_itself_later_was_resolved(
    cast: Cast, unsure: MachineVerdict
) -> None:
    say(upload(cast.editor), unsure, sure(unsure))
    say(upload(cast.editor), sure(unsure))
    assert resolved_today(cast.editor) == 1
    assert resolved_today(cast.stranger) == 0


def test_what_a_pause_or_another_model_explains_is_not_counted(
    cast: Cast, unsure: MachineVerdict
) -> None:
    held_back = replace(unsure, evidence={"wanted": "filed"})
    say(upload(cast.editor), held_back, sure(unsure))
    other = TrainedModel.objects.get(pk=unsure.model.pk)
    other.pk, other.state, other.digest = None, "candidate", "0" * 64
    other.save()
    say(upload(cast.editor), replace(unsure, model=other), sure(unsure))
    assert resolved_today(cast.editor) == 0


def test_what_a_person_put_elsewhere_was_not_resolved(
    cast: Cast, unsure: MachineVerdict
) -> None:
    document = upload(cast.editor)
    say(document, unsure, sure(unsure))
    decisions.decide(actor=cast.editor, document=document, project=None)
    assert resolved_today(cast.editor) == 0
