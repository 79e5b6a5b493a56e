"""What waited while filing was paused is asked again when it goes on."""

from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core.choices import DocumentStatus, FilingMode
from core.models import Decision, Document, Project, TrainedModel
from core.services import projects
from core.services.champion import classification, promise
from core.services.champion.held_back import held_back
from tests.cast import Cast, read_document
from tests.teaching import Teach, sentence


@pytest.fixture
def paused(cast: Cast, teach: Teach) -> TrainedModel:
    """A champion that files what it knows, and may not at the moment."""
    Project.objects.update(error_budget=0.3)
    model = teach(30)
    model.filing_paused_at = timezone.now()
    model.filing_paused_because = {"audited": 20, "wrong": 9}
    model.save()
    return model


def test_resuming_files_what_was_held_back(
    cast: Cast, paused: TrainedModel, settings: Any
) -> None:
    settings.AUDIT_SHARE = 0.0
    document = read_document(cast.admin, sentence("tender", 900))
    assert document.status == DocumentStatus.INBOX
    assert [one.document for one in held_back(paused)] == [document]
    promise.resume_filing(actor=cast.admin, model=paused)
    classification.classify_waiting()
    document.refresh_from_db()
    assert (document.project, document.status) == (cast.tender, DocumentStatus.FILED)


def test_the_audit_sample_still_asks_people(
    cast: Cast, paused: TrainedModel, settings: Any
) -> None:
    settings.AUDIT_SHARE = 1.0
    document = read_document(cast.admin, sentence("tender", 900))
    assert held_back(paused) == []
    promise.resume_filing(actor=cast.admin, model=paused)
    classification.classify_waiting()
    document.refresh_from_db()
    assert document.status == DocumentStatus.INBOX


@pytest.fixture
def filing(paused: TrainedModel, settings: Any) -> None:
    """The model files again, and nothing of it is asked about."""
    settings.AUDIT_SHARE = 0.0
    TrainedModel.objects.update(filing_paused_at=None)


def test_a_project_that_begins_to_file_takes_what_waits(
    cast: Cast,
    filing: None,
    empty_queue: None,
    django_capture_on_commit_callbacks: Any,
) -> None:
    Project.objects.update(filing_mode=FilingMode.SUGGEST)
    document = read_document(cast.admin, sentence("tender", 900))
    cast.tender.refresh_from_db()
    assert document.project is None
    with django_capture_on_commit_callbacks(execute=True):
        for values in ({"name": "Tender 28"}, {"filing_mode": FilingMode.FILE}):
            projects.update_project(
                actor=cast.manager, project=cast.tender, values=values
            )
        asked = ProcrastinateJob.objects.filter(task_name="core.classify_waiting")
        assert not asked.exists()  # its lock would hold others up until the commit
    assert asked.exists()
    classification.classify_waiting()
    document.refresh_from_db()
    assert document.project == cast.tender


def test_a_project_taken_out_of_the_archive_gets_what_waits(
    cast: Cast,
    filing: None,
    empty_queue: None,
    django_capture_on_commit_callbacks: Any,
) -> None:
    Project.objects.filter(pk=cast.tender.pk).update(is_archived=True)
    document = read_document(cast.admin, sentence("tender", 900))
    assert document.project is None
    cast.tender.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        values = {"is_archived": False}
        projects.update_project(actor=cast.manager, project=cast.tender, values=values)
    assert ProcrastinateJob.objects.filter(task_name="core.classify_waiting").exists()
    classification.classify_waiting()
    document.refresh_from_db()
    assert document.project == cast.tender


def test_a_project_that_only_suggests_holds_back_on(
    cast: Cast, paused: TrainedModel
) -> None:
    document = read_document(cast.admin, sentence("tender", 900))
    Project.objects.update(filing_mode=FilingMode.SUGGEST)
    assert held_back(paused) == []
    promise.resume_filing(actor=cast.admin, model=paused)
    classification.classify_waiting()
    assert Document.objects.get(pk=document.pk).project is None
    assert Decision.objects.filter(document=document).count() == 1
