"""Point-in-time training sets, repeating a training, and documents that are deleted."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, ManagementUtility, call_command
from django.utils import timezone

from core.models import AuditEvent, TrainedModel, TrainingSnapshot
from core.services.trainings import snapshots
from tests.cast import Cast
from tests.teaching import Teach, label


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SNAPSHOTS_DIR = tmp_path


def run(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def digest(text: str) -> str:
    [found] = re.findall(r"[0-9a-f]{64}", text)
    return str(found)


def test_the_same_moment_is_the_same_snapshot(cast: Cast) -> None:
    label(cast.admin, cast.tender, "tender", 3)
    label(cast.admin, cast.lease, "lease", 3)
    moment = timezone.now().isoformat()
    first = run("snapshot", "--as-of", moment)
    label(cast.admin, cast.lease, "lease", 2)
    again = run("snapshot", "--as-of", moment)
    assert digest(first) == digest(again)
    assert "(new)" in first
    assert "(found in the cache)" in again
    assert f"project {cast.lease.key}: 3" in again
    assert digest(run("snapshot")) != digest(first)
    assert TrainingSnapshot.objects.count() == 2


@pytest.mark.parametrize("moment", ["soon", "2026-13-01"])
def test_no_moment(cast: Cast, moment: str) -> None:
    with pytest.raises(CommandError, match="is no moment"):
        run("snapshot", "--as-of", moment)


def test_no_moment_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        ManagementUtility(["manage.py", "snapshot", "--as-of", "soon"]).execute()
    assert "'soon' is no moment: write" in capsys.readouterr().err


def test_a_training_can_be_repeated(cast: Cast, teach: Teach) -> None:
    model = teach(16)
    assert run("verify_model", str(model.pk)).strip().endswith(model.digest)
    TrainedModel.objects.filter(pk=model.pk).update(digest="0" * 64)
    with pytest.raises(CommandError, match="not 000000000000"):
        run("verify_model", str(model.pk))


def test_deleted_documents_disappear(cast: Cast, teach: Teach) -> None:
    model = teach(16)
    document = cast.tender.documents.earliest("pk")
    snapshots.forget(actor=cast.admin, document_ids=[document.pk])
    assert snapshots.models_that_saw([document.pk]) == {document.pk: {model}}
    kept = snapshots.store().remaining(model.snapshot.digest)
    assert str(document.pk) not in {row.document_id for row in kept.rows}
    model.snapshot.refresh_from_db()
    assert model.snapshot.removed_documents == 1
    assert AuditEvent.objects.get(action="snapshot.forget").after == {
        "documents": [document.pk]
    }
    with pytest.raises(CommandError, match="were deleted"):
        run("verify_model", str(model.pk))
    snapshots.forget(actor=None, document_ids=[document.pk])
    assert AuditEvent.objects.filter(action="snapshot.forget").count() == 1


def test_a_deletion_that_was_cut_short_is_put_on_record(
    cast: Cast, teach: Teach
) -> None:
    model = teach(16)
    document = cast.tender.documents.earliest("pk")
    snapshots.store().forget([str(document.pk)])  # and then the process was killed
    snapshots.forget(actor=None, document_ids=[document.pk])
    model.snapshot.refresh_from_db()
    assert model.snapshot.removed_documents == 1
