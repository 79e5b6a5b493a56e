"""`check_drift`: what the newest look says, for people and for the nightly run."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.models import DriftLook
from tests.cast import Cast
from tests.teaching import Teach


def test_too_few_documents_are_no_drift(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("check_drift", report=tmp_path / "drift.json")
    assert "too few documents" in capsys.readouterr().out
    assert json.loads((tmp_path / "drift.json").read_text()) == {"looked": False}


def test_an_alarm_ends_with_one_and_names_the_words(
    cast: Cast, teach: Teach, tmp_path: Path
) -> None:
    DriftLook.objects.create(
        model=teach(16), documents=120, alarm=True, words=["анодирование"], newest=1
    )
    with pytest.raises(CommandError, match="анодирование") as drifted:
        call_command("check_drift", report=tmp_path / "drift.json")
    assert drifted.value.returncode == 3
    assert json.loads((tmp_path / "drift.json").read_text())["alarm"] is True
