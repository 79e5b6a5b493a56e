"""What home counts: documents, each once, however often the machine was asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.choices import Outcome
from core.selectors.home import Flow, flow
from core.services import decisions
from core.services.decisions import MachineVerdict
from tests.cast import Cast, current, upload
from tests.teaching import Teach


@pytest.fixture
def verdict(cast: Cast, teach: Teach) -> dict[str, object]:
    return {
        "model": teach(12),
        "project": cast.tender,
        "probability": 0.6,
        "score": 0.1,
        "threshold": 1.0,
    }


def test_a_document_counts_once_by_its_last_verdict(
    cast: Cast, verdict: dict[str, object]
) -> None:
    waits, files_itself = upload(cast.editor), upload(cast.editor)
    for document, outcomes in (
        (waits, [Outcome.SUGGESTED, Outcome.UNKNOWN, Outcome.SUGGESTED]),
        (files_itself, [Outcome.SUGGESTED, Outcome.FILED]),
    ):
        for outcome in outcomes:
            decisions.record_verdict(
                document=document,
                version=current(document),
                verdict=MachineVerdict(outcome=outcome, **verdict),  # type: ignore[arg-type]
            )
    assert flow(cast.editor, timezone.now() - timedelta(hours=1)) == Flow(1, 1)
