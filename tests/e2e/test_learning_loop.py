"""The learning loop on real servers: documents, answers, training, MLflow, better answers."""

from pathlib import Path

import pytest

from core.choices import DecisionSource, DocumentStatus, JobState, ModelState
from core.models import Decision, Document, TrainedModel, TrainingSnapshot
from core.services import serving
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


def test_from_the_first_upload_to_a_better_model(
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

    house.teach(cast.lease.pk, "lease", range(508, 512))
    job = house.train()
    second = TrainedModel.objects.latest("pk")
    assert second.digest != first.digest
    assert second.snapshot.digest != first.snapshot.digest
    assert house.post(f"models/{second.pk}/promote/")["serves"]
    house.work()
    assert Registry(mlflow.uri).get_alias("champion") == second.mlflow_version
    [version] = Document.objects.get(pk=early[0]).versions.all()
    models = version.decisions.filter(source=DecisionSource.MACHINE)
    assert {one.model_id for one in models} >= {first.pk}


def test_the_same_answers_train_the_same_model(
    tracked: House, mlflow: MlflowServer
) -> None:
    house, cast = tracked, tracked.cast
    house.teach(cast.tender.pk, "tender", range(600, 606))
    house.teach(cast.lease.pk, "lease", range(600, 606))
    first = house.train()["result"]
    TrainedModel.objects.update(mlflow_run_id="of a server that is gone")
    second = house.train()["result"]
    assert (second["model"], second["digest"]) == (first["model"], first["digest"])
    assert (second["repeated"], second["snapshot_cached"]) == (True, True)
    assert TrainedModel.objects.count() == TrainingSnapshot.objects.count() == 1
    found = Registry(mlflow.uri).find(first["digest"])
    assert found is not None
    assert TrainedModel.objects.get().mlflow_run_id == found.run_id


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
