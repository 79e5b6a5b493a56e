"""Filing is audited at random for ever, and steps down by itself when it is too often wrong."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from core.choices import BatchKind, BatchState, DocumentStatus, Outcome
from core.models import (
    AuditEvent,
    Batch,
    BatchItem,
    Decision,
    Document,
    Project,
    TrainedModel,
)
from core.selectors import live_truth
from core.services import decisions
from core.services.acts_of_models import Classify
from core.services.champion import audit_sample, promise
from core.services.decisions import MachineVerdict
from tests.cast import Cast, Client, current, upload
from tests.scrape import gauge
from tests.teaching import Teach
from unidoc.ml.promise import evidence


@pytest.fixture
def model(cast: Cast, teach: Teach) -> TrainedModel:
    return teach(16)


def judge(
    cast: Cast, model: TrainedModel, project: Project, document: Document | None = None
) -> Decision:
    """The machine is sure enough to file a document."""
    document = document or upload(cast.admin, "A text")
    verdict = MachineVerdict(
        model=TrainedModel.objects.get(pk=model.pk),
        outcome=Outcome.FILED,
        project=project,
        probability=0.97,
        score=2.0,
        threshold=1.0,
        candidates=[{"project": project.pk, "probability": 0.97, "score": 2.0}],
    )
    return decisions.record_verdict(
        document=document, version=current(document), verdict=verdict
    )


def answer(cast: Cast, said: Decision, project: Project) -> None:
    decisions.decide(actor=cast.admin, document=said.document, project=project)


def test_the_sample_is_random_and_fixed(cast: Cast, settings: Any) -> None:
    documents = [Document(pk=pk) for pk in range(1, 4001)]
    settings.AUDIT_SHARE = 0.02
    drawn = [one.pk for one in documents if audit_sample.has(one)]
    assert 45 <= len(drawn) <= 120
    assert drawn == [one.pk for one in documents if audit_sample.has(one)]
    settings.SECRET_KEY = "another house"
    assert drawn != [one.pk for one in documents if audit_sample.has(one)]


def test_a_drawn_document_is_a_suggestion_like_any_other(
    cast: Cast, model: TrainedModel, settings: Any, client_of: Client
) -> None:
    filed = judge(cast, model, cast.tender)
    assert filed.outcome == Outcome.FILED
    settings.AUDIT_SHARE = 1.0
    said = judge(cast, model, cast.tender)
    assert (said.outcome, said.project) == (Outcome.SUGGESTED, None)
    body = client_of(cast.admin).get(f"/api/v1/documents/{said.document_id}/")
    lines = client_of(cast.admin).get(
        f"/api/v1/documents/{said.document_id}/decisions/"
    )
    assert "audit" not in body.content.decode() + lines.content.decode()


def test_live_accuracy_by_weeks(cast: Cast, model: TrainedModel, settings: Any) -> None:
    settings.AUDIT_SHARE = 1.0
    answer(cast, judge(cast, model, cast.tender), cast.tender)
    answer(cast, judge(cast, model, cast.tender), cast.lease)
    settings.AUDIT_SHARE = 0.0
    answer(cast, judge(cast, model, cast.tender), cast.tender)
    judge(cast, model, cast.tender)
    [week] = live_truth.weeks(timezone.now() - datetime.timedelta(days=7))
    assert (week.answered, week.audited, week.audit_error) == (3, 2, 0.5)
    assert week.accuracy == pytest.approx(2 / 3)
    assert gauge("unidoc_live_answers") == 3
    assert gauge("unidoc_live_accuracy_ratio") == pytest.approx(2 / 3)
    assert gauge("unidoc_live_audited") == 2
    assert gauge("unidoc_live_audit_error_ratio") == 0.5
    estimated = gauge("unidoc_live_estimated_accuracy_ratio")
    assert estimated == pytest.approx(0.97)
    assert week.decided >= 4
    assert week.estimated is not None


def test_a_broken_budget_stops_filing_and_says_why(
    cast: Cast, model: TrainedModel, settings: Any, client_of: Client
) -> None:
    settings.AUDIT_SHARE = 1.0
    for _ in range(8):
        answer(cast, judge(cast, model, cast.tender), cast.lease)
    found = promise.check()
    assert found is not None
    assert found.broken
    assert gauge("unidoc_filing_paused") == 1
    settings.AUDIT_SHARE = 0.0
    said = judge(cast, model, cast.tender)
    assert said.outcome == Outcome.SUGGESTED
    assert said.document.status != DocumentStatus.FILED
    event = AuditEvent.objects.get(action="model.pause-filing")
    assert event.after == {"audited": 8, "wrong": 8}
    url = f"/api/v1/models/{model.pk}/"
    why = client_of(cast.admin).get(url).json()["filing_paused_because"]
    assert "8 would have been filed wrongly" in why

    body = client_of(cast.admin).post(f"{url}resume-filing/").json()
    assert (body["filing_paused_at"], body["filing_paused_because"]) == (None, "")
    assert gauge("unidoc_filing_paused") == 0
    assert promise.check() == evidence([])
    assert judge(cast, model, cast.tender).outcome == Outcome.FILED


def test_a_kept_budget_changes_nothing(
    cast: Cast, model: TrainedModel, settings: Any
) -> None:
    settings.AUDIT_SHARE = 1.0
    answer(cast, judge(cast, model, cast.tender), cast.tender)
    found = promise.check()
    assert found is not None
    assert not found.broken
    assert TrainedModel.objects.get(pk=model.pk).filing_paused_at is None


def test_an_answer_that_is_put_back_counts_once(
    cast: Cast, model: TrainedModel, settings: Any
) -> None:
    settings.AUDIT_SHARE = 1.0
    said = judge(cast, model, cast.tender)
    answer(cast, said, cast.lease)
    answer(cast, said, cast.tender)
    decisions.undo(actor=cast.admin, document=said.document)
    assert len(live_truth.audited(model)) == 1


def test_an_answer_after_an_undo_takes_its_place(
    cast: Cast, model: TrainedModel, settings: Any
) -> None:
    settings.AUDIT_SHARE = 1.0
    said = judge(cast, model, cast.tender)
    answer(cast, said, cast.lease)
    decisions.undo(actor=cast.admin, document=said.document)
    assert live_truth.audited(model) == []
    answer(cast, said, cast.tender)
    assert [one.wrong for one in live_truth.audited(model)] == [False]


def test_who_takes_a_filing_back_answers_it(
    cast: Cast, model: TrainedModel, settings: Any
) -> None:
    settings.AUDIT_SHARE = 0.0
    said = judge(cast, model, cast.tender)
    decisions.undo(actor=cast.admin, document=said.document)
    answer(cast, said, cast.lease)
    assert [one.right for one in live_truth.answers(model=model)] == [False]
    assert gauge("unidoc_review_agreement_ratio") == 0.0


def test_a_batch_with_its_own_budget_is_no_part_of_the_promise(
    cast: Cast, model: TrainedModel, settings: Any
) -> None:
    settings.AUDIT_SHARE = 1.0
    own, projects = (
        apply(cast, model, previewed(cast, budget), budget) for budget in (0.4, None)
    )
    assert (own.outcome, "audit" in own.evidence) == (Outcome.FILED, False)
    assert (projects.outcome, "audit" in projects.evidence) == (Outcome.SUGGESTED, True)


def test_a_batch_stops_filing_when_its_model_is_paused(
    cast: Cast, model: TrainedModel
) -> None:
    item = previewed(cast, None)
    TrainedModel.objects.update(filing_paused_at=timezone.now())
    assert model.filing_paused_at is None
    assert apply(cast, model, item, None).outcome == Outcome.SUGGESTED


def previewed(cast: Cast, budget: float | None) -> BatchItem:
    """A document that a batch would file."""
    batch = Batch.objects.create(
        kind=BatchKind.CLASSIFICATION,
        state=BatchState.APPLYING,
        created_by=cast.admin,
        params={"error_budget": budget},
    )
    after = {
        "best": cast.tender.pk,
        "wanted": Outcome.FILED,
        "probability": 0.97,
        "score": 2.0,
        "threshold": 1.0,
        "candidates": [],
        "evidence": {},
    }
    document = upload(cast.admin, "A text")
    return BatchItem.objects.create(batch=batch, document=document, after=after)


def apply(
    cast: Cast, model: TrainedModel, item: BatchItem, budget: float | None
) -> Decision:
    return Classify(cast.admin, model, budget).apply(item, item.document)
