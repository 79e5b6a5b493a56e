"""A year of a model in one test, on real servers: PostgreSQL, MLflow, the S3 API."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from core.choices import JobState, ModelState
from core.models import Decision, Job, TrainedModel
from core.services import job_runs
from core.services.trainings import promotion, tracking, training
from tests.commands.console import run
from tests.e2e.house import House
from tests.processes import AWAY, TrackAt
from tests.servers import S3, MlflowServer
from tests.teaching import label, sentence
from unidoc.ml.registry import Registry

pytestmark = pytest.mark.xdist_group("mlflow")


def serving_model(house: House) -> int:
    [row] = house.get("models/?state=champion")["results"]
    return int(row["id"])


def trained(house: House) -> TrainedModel:
    """Train as a worker does, in a process of its own."""
    job = training.request_training(actor=house.cast.admin)
    job_runs.run_train(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, (job.failure_reason, job.traceback)
    return TrainedModel.objects.get(pk=job.result["model"])


def killed_in_the_middle(job: Job) -> None:
    """Train, and kill the process once it is at work."""

    def kill() -> None:
        while not Job.objects.exclude(step="").filter(pk=job.pk).exists():
            time.sleep(0.1)
        mine = ["pgrep", "-P", str(os.getpid()), "-f", f"run_training {job.pk}"]
        [child] = subprocess.check_output(mine, text=True).split()
        os.kill(int(child), signal.SIGKILL)
        connection.close()

    killer = threading.Thread(target=kill)
    killer.start()
    job_runs.run_train(job.pk)
    killer.join()
    job.refresh_from_db()


def test_the_life_of_a_model(
    house: House, shared_files: Path, mlflow: MlflowServer, s3: S3, track_at: TrackAt
) -> None:
    track_at(mlflow.uri)
    first = begin(house, mlflow)
    assert any("model" in key for key in s3.keys("artifacts"))
    track_at(AWAY)
    second = go_on_without_mlflow(house, first)
    assert_a_killed_training_harms_nothing(house, second)
    track_at(mlflow.uri)
    assert_what_waited_is_sent(second, mlflow)
    assert_the_documented_call_loads(second, mlflow)
    assert_an_old_training_can_be_repeated(first)


def begin(house: House, mlflow: MlflowServer) -> TrainedModel:
    """The first model serves, and MLflow has it."""
    cast = house.cast
    label(cast.admin, cast.tender, "tender", 10)
    label(cast.admin, cast.lease, "lease", 10)
    first = trained(house)
    assert serving_model(house) == first.pk
    assert Registry(mlflow.uri).get_alias("champion") == first.mlflow_version
    return first


def go_on_without_mlflow(house: House, first: TrainedModel) -> TrainedModel:
    """Answers, a second model, promoted, rolled back and promoted again."""
    cast = house.cast
    label(cast.admin, cast.lease, "lease", 4)
    second = trained(house)
    assert second.mlflow_run_id == ""
    assert not house.get(f"models/{second.pk}/")["tracked"]
    assert second.gate["champion"] == first.pk
    assert serving_model(house) == first.pk
    house.post(f"models/{second.pk}/promote/")
    assert serving_model(house) == second.pk
    house.post("models/rollback/")
    assert serving_model(house) == first.pk
    house.post(f"models/{second.pk}/promote/")
    # Filing never waits for MLflow.
    [filed] = house.upload(sentence("tender", 799))
    assert Decision.objects.filter(document=filed, model=second).exists()
    return second


def assert_a_killed_training_harms_nothing(house: House, model: TrainedModel) -> None:
    cast = house.cast
    label(cast.admin, cast.tender, "tender", 2)
    job = training.request_training(actor=cast.admin)
    killed_in_the_middle(job)
    assert (job.state, job.failure_code) == (JobState.FAILED, "training-broke-off")
    assert serving_model(house) == model.pk
    answer = house.post("classify/", {"text": sentence("lease", 999)})
    assert answer["project"] == cast.lease.pk


def assert_what_waited_is_sent(model: TrainedModel, mlflow: MlflowServer) -> None:
    assert tracking.send_waiting() == 1
    assert tracking.send_waiting() == 0
    promotion.mirror(tracking.registry())
    model.refresh_from_db()
    registry = Registry(mlflow.uri)
    assert registry.get_alias("champion") == model.mlflow_version
    assert registry.get_alias("challenger") is None
    first = TrainedModel.objects.exclude(pk=model.pk).get()
    first.state = ModelState.CHALLENGER
    first.save(update_fields=["state"])
    promotion.mirror(tracking.registry())
    assert registry.get_alias("challenger") == first.mlflow_version


def assert_an_old_training_can_be_repeated(model: TrainedModel) -> None:
    """Trained in a process of its own, repeated in this one."""
    assert run("verify_model", model.pk).strip() == f"The same bytes: {model.digest}"


def assert_the_documented_call_loads(model: TrainedModel, server: MlflowServer) -> None:
    import mlflow

    mlflow.set_tracking_uri(server.uri)
    pipeline = mlflow.sklearn.load_model(f"runs:/{model.mlflow_run_id}/model")
    texts = [sentence("tender", 998), sentence("lease", 998)]
    assert list(pipeline.predict(texts)) == ["TENDER-2027", "OFFICE-LEASE"]
