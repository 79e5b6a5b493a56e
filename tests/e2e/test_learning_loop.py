"""The learning loop on real servers: documents, answers, training, MLflow, guesses.

How a second model takes over is in ``test_model_life.py``.
"""

from pathlib import Path

import pytest

from core.choices import DecisionSource, DocumentStatus, JobState, ModelState
from core.models import Decision, Document, TrainedModel
from core.services.champion import serving
from core.services.trainings import tracking
from tests.e2e.house import House
from tests.processes import TrackAt
from tests.servers import MlflowServer
from tests.teaching import sentence
from unidoc.ml.registry import Registry

pytestmark = pytest.mark.xdist_group("mlflow")

MISSION_METRICS = {"accuracy", "macro_f1", "training_time", "model_size_mb"}


@pytest.fixture
def tracked(
    house: House, shared_files: Path, mlflow: MlflowServer, track_at: TrackAt
) -> House:
    """A house whose trainings go to MLflow."""
    track_at(mlflow.uri)
    return house


def test_from_the_first_upload_to_a_model_that_answers(
    tracked: House, mlflow: MlflowServer
) -> None:
    house, cast = tracked, tracked.cast
    early = house.upload(sentence("tender", 901), sentence("lease", 902))
    assert statuses(early) == {DocumentStatus.INBOX}
    assert not Decision.objects.exists()

    house.teach(cast.tender.pk, "tender", range(500, 508))
    house.teach(cast.lease.pk, "lease", range(500, 508))
    job = house.train()
    assert job["state"] == JobState.DONE, job
    first = TrainedModel.objects.get()
    assert (job["result"]["model"], job["result"]["tracked"]) == (first.pk, True)
    assert first.state == ModelState.CHAMPION
    assert_tracked(first, mlflow)
    assert_pipeline_agrees(first, mlflow)

    house.work()
    said = Decision.objects.filter(document__in=early, source=DecisionSource.MACHINE)
    assert {decision.document_id for decision in said} == set(early)
    assert {decision.model_id for decision in said} == {first.pk}
    best = {one.document_id: one.candidates[0]["project"] for one in said}
    assert best == dict(zip(early, (cast.tender.pk, cast.lease.pk), strict=True))

    assert_sent_once(mlflow, first)


def assert_sent_once(server: MlflowServer, first: TrainedModel) -> None:
    """What was sent, but not noted, is found again: the same model is the same run."""
    TrainedModel.objects.update(mlflow_run_id="")
    assert tracking.send_waiting() == 1
    again = TrainedModel.objects.get()
    assert again.mlflow_run_id == first.mlflow_run_id
    run = Registry(server.uri).find(first.digest)
    assert run is not None
    assert run.run_id == first.mlflow_run_id


def statuses(documents: list[int]) -> set[str]:
    found = Document.objects.filter(pk__in=documents)
    return set(found.values_list("status", flat=True))


def assert_tracked(model: TrainedModel, server: MlflowServer) -> None:
    """MLflow has the run with the mission's metrics, and the version as champion."""
    from mlflow import MlflowClient

    client = MlflowClient(server.uri)
    run = client.get_run(model.mlflow_run_id)
    assert run.info.status == "FINISHED"
    assert set(run.data.metrics) >= MISSION_METRICS
    assert run.data.metrics["accuracy"] == pytest.approx(model.metrics["accuracy"])
    assert run.data.metrics["macro_f1"] == pytest.approx(model.metrics["macro_f1"])
    assert run.data.tags["unidoc.snapshot_digest"] == model.snapshot.digest
    version = client.get_model_version_by_alias(
        "unidoc-document-classifier", "champion"
    )
    assert f"UniDoc model {model.pk}: linear" in (version.description or "")
    assert version.tags["unidoc.model"] == str(model.pk)
    assert (version.version, version.run_id) == (
        model.mlflow_version,
        model.mlflow_run_id,
    )


def assert_pipeline_agrees(model: TrainedModel, server: MlflowServer) -> None:
    """The mission's line gives a pipeline from raw texts to project keys: ours."""
    import mlflow

    mlflow.set_tracking_uri(server.uri)
    pipeline = mlflow.sklearn.load_model(f"runs:/{model.mlflow_run_id}/model")
    texts = [
        sentence(subject, seed) for subject in ("tender", "lease") for seed in (1, 2)
    ]
    with serving.champion() as served:
        ours = [p.candidates[0].label for p in served.classifier.predict(texts)]
    assert list(pipeline.predict(texts)) == ours
