"""Which model serves: the first one, one that passed the gate, one that a person chose."""

from contextlib import closing
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from core.choices import ModelState
from core.exceptions import Conflict, Forbidden
from core.models import AuditEvent, TrainedModel
from core.services.trainings import promotion, training
from core.services.trainings.gate import Judged
from tests.cast import Cast, Client
from tests.teaching import Teach, label
from unidoc.ml.gate import Check, Verdict


@pytest.fixture
def models(cast: Cast, teach: Teach) -> list[TrainedModel]:
    """A champion and three rows more of the same file."""
    first = teach(16)
    twins = [TrainedModel.objects.get(pk=first.pk) for _ in range(3)]
    for twin in twins:
        twin.pk, twin.state = None, ModelState.CANDIDATE
        twin.save()
    return [first, *twins]


def states() -> list[str]:
    return list(TrainedModel.objects.order_by("pk").values_list("state", flat=True))


def judged(champion: TrainedModel, *, passed: bool) -> Judged:
    check = Check("overall", passed, 0.01 if passed else 0.6, 0.05)
    return Judged(champion, Verdict(100, (check,)))


def test_a_model_that_passed_becomes_the_challenger(
    cast: Cast, models: list[TrainedModel]
) -> None:
    for model in models[1:3]:
        verdict = judged(models[0], passed=True)
        promotion.place(actor=cast.admin, model=model, judged=verdict)
    assert states() == ["champion", "candidate", "challenger", "candidate"]
    event = AuditEvent.objects.get(action="model.judge", object_id=str(models[1].pk))
    assert event.after["checks"][0]["value"] == 0.01
    assert TrainedModel.objects.get(pk=models[1].pk).gate["passed"]


def test_where_the_team_wants_it_serves_at_once(
    cast: Cast, models: list[TrainedModel], settings: Any
) -> None:
    settings.MODEL_AUTO_PROMOTE = True
    for model, passed in ((models[1], False), (models[2], True)):
        verdict = judged(models[0], passed=passed)
        promotion.place(actor=cast.admin, model=model, judged=verdict)
    assert states() == ["retired", "candidate", "champion", "candidate"]


def test_after_a_champion_that_cannot_be_loaded_the_next_one_serves(
    cast: Cast, models: list[TrainedModel]
) -> None:
    TrainedModel.objects.filter(pk=models[0].pk).update(digest="0" * 64)
    verdict = judged(models[0], passed=False)
    promotion.place(actor=cast.admin, model=models[1], judged=verdict)
    assert states() == ["retired", "champion", "candidate", "candidate"]


def test_a_trial_against_a_champion_that_is_gone_counts_for_nothing(
    cast: Cast, models: list[TrainedModel]
) -> None:
    verdict = judged(models[0], passed=True)
    promotion.promote(actor=cast.admin, model=models[1])
    promotion.place(actor=cast.admin, model=models[2], judged=verdict)
    assert states() == ["retired", "champion", "candidate", "candidate"]


def test_rolling_back_goes_back_step_by_step(
    cast: Cast, models: list[TrainedModel]
) -> None:
    TrainedModel.objects.filter(pk=models[0].pk).update(
        promoted_at=models[0].created_at
    )
    promotion.promote(actor=cast.admin, model=models[1])
    promotion.promote(actor=cast.admin, model=models[2])
    assert promotion.roll_back(actor=cast.admin) == models[1]
    assert promotion.roll_back(actor=cast.admin) == models[0]
    assert states() == ["champion", "candidate", "candidate", "candidate"]
    with pytest.raises(Conflict):
        promotion.roll_back(actor=cast.admin)


def test_who_promotes_at_the_same_moment_waits(
    cast: Cast, models: list[TrainedModel]
) -> None:
    promotion.promote(actor=cast.admin, model=models[1])  # its transaction goes on
    turn = "SELECT pg_try_advisory_lock(hashtextextended('core.promotion', 0))"
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(turn)
        assert cursor.fetchone() == (False,)


def test_only_staff_may(cast: Cast, models: list[TrainedModel]) -> None:
    with pytest.raises(Forbidden):
        promotion.roll_back(actor=cast.manager)


def test_by_api_and_by_command(
    cast: Cast, models: list[TrainedModel], client_of: Client
) -> None:
    TrainedModel.objects.filter(pk=models[0].pk).update(
        promoted_at=models[0].created_at
    )
    call_command("promote", str(models[3].pk))
    assert states()[3] == "champion"
    call_command("rollback")
    assert states()[0] == "champion"
    client = client_of(cast.admin)
    assert client.post(f"/api/v1/models/{models[1].pk}/promote/").json()["serves"]
    body = client.post("/api/v1/models/rollback/").json()
    assert (body["id"], body["serves"], body["tracked"]) == (models[0].pk, True, False)
    assert client.post("/api/v1/models/rollback/").status_code == 409


def test_the_gate_compares_on_documents_new_to_both(cast: Cast, teach: Teach) -> None:
    first = teach(30)
    label(cast.admin, cast.tender, "tender", 40)
    trained = training.train(actor=cast.admin, watch=lambda step, progress: None)
    evidence = trained.model.gate
    assert evidence["champion"] == first.pk
    assert evidence["documents"] > 0
    names = [check["name"] for check in evidence["checks"]]
    assert names[:4] == ["overall", "projects", "calibration", "promise"]
    assert not trained.tracked
    assert TrainedModel.objects.get(state=ModelState.CHAMPION) == first


def test_without_the_champions_file_nothing_passes(cast: Cast, teach: Teach) -> None:
    teach(18)
    TrainedModel.objects.update(measured_digest="0" * 64)
    label(cast.admin, cast.tender, "tender", 3)
    trained = training.train(actor=cast.admin, watch=lambda step, progress: None)
    assert [check["name"] for check in trained.model.gate["checks"]] == ["comparable"]
    assert trained.model.state == ModelState.CANDIDATE


def test_the_first_model_serves_without_a_trial(cast: Cast, teach: Teach) -> None:
    label(cast.admin, cast.tender, "tender", 6)
    label(cast.admin, cast.lease, "lease", 6)
    trained = training.train(actor=cast.admin, watch=lambda step, progress: None)
    assert trained.model.state == ModelState.CHAMPION
    assert trained.model.gate == {}
    again = training.train(actor=cast.admin, watch=lambda step, progress: None)
    assert (again.repeated, again.snapshot_cached) == (True, True)
    assert again.model == trained.model
