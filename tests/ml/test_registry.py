from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ml.archive import archive
from tests.ml.trainings import training
from tests.servers import S3, MlflowServer, free_port
from unidoc.ml import Classifier
from unidoc.ml.registry import Registry, RegistryError, RegistryUnavailable
from unidoc.ml.training_record import LoggedRun, RecordDamaged, TrainingRecord

pytestmark = pytest.mark.xdist_group("mlflow")


@dataclass(frozen=True)
class Logged:
    """One training on the record, shared by the tests that only look at it."""

    registry: Registry
    record: TrainingRecord
    run: LoggedRun


def registry_at(uri: str) -> Registry:
    """A registry with an experiment and a model name of its own."""
    name = uuid.uuid4().hex[:8]
    return Registry(uri, experiment=f"e-{name}", model_name=f"m-{name}")


@pytest.fixture(scope="module")
def logged(mlflow: MlflowServer, tmp_path_factory: pytest.TempPathFactory) -> Logged:
    registry = registry_at(mlflow.uri)
    record = training(tmp_path_factory.mktemp("models"), seed=1)
    return Logged(registry, record, registry.log_training(record))


def test_the_run_says_what_was_measured(logged: Logged) -> None:
    from mlflow import MlflowClient

    run = MlflowClient(logged.registry.tracking_uri).get_run(logged.run.run_id)
    report = logged.record.facts.report
    assert run.info.status == "FINISHED"
    assert run.data.metrics["accuracy"] == pytest.approx(report.accuracy)
    assert run.data.metrics["macro_f1"] == pytest.approx(report.macro_f1)
    assert run.data.metrics["training_time"] == pytest.approx(3.75)
    assert run.data.metrics["model_size_mb"] == pytest.approx(9**7 / 1e6)
    assert "language/ru/accuracy" in run.data.metrics
    for figure in ("precision", "recall", "f1", "support"):
        assert f"{figure}/договоры" in run.data.metrics
    assert run.data.params["seed"] == "1"
    assert run.data.tags["mlflow.source.git.commit"] == "0123abc"


def test_the_model_carries_its_metrics(logged: Logged) -> None:
    from mlflow import MlflowClient

    client = MlflowClient(logged.registry.tracking_uri)
    run = client.get_run(logged.run.run_id)
    (model,) = client.search_logged_models(
        [run.info.experiment_id], f"source_run_id = '{logged.run.run_id}'"
    )
    carried = {metric.key: metric.value for metric in model.metrics or []}
    assert carried == run.data.metrics


def test_the_data_set_is_named_by_its_digest(logged: Logged) -> None:
    import mlflow.data
    from mlflow import MlflowClient

    run = MlflowClient(logged.registry.tracking_uri).get_run(logged.run.run_id)
    assert run.inputs is not None
    (entry,) = run.inputs.dataset_inputs
    digest = logged.record.facts.dataset.digest
    assert digest.startswith(entry.dataset.digest)
    assert json.loads(entry.dataset.profile or "")["left_out"] == {"too short": 1}
    source = mlflow.data.get_source(entry)
    assert source.to_dict()["tags"] == {"unidoc.snapshot_digest": digest}


def test_artifacts_are_in_s3(logged: Logged, s3: S3) -> None:
    mine = f"/{logged.run.run_id}/artifacts/"
    names = {key.split(mine, 1)[1] for key in s3.keys("artifacts") if mine in key}
    assert names == {
        "class_report.json",
        "confusion_matrix.csv",
        "model_card.en.md",
        "model_card.ru.md",
        "plots/confusion.svg",
        "plots/coverage.svg",
        "plots/reliability.svg",
        "report.en.html",
        "report.json",
        "report.ru.html",
        "snapshot.json",
    }


def test_the_version_is_described(logged: Logged) -> None:
    from mlflow import MlflowClient

    version = MlflowClient(logged.registry.tracking_uri).get_model_version(
        logged.registry.model_name, logged.run.model_version
    )
    facts = logged.record.facts
    assert version.run_id == logged.run.run_id
    assert version.description == facts.description
    assert version.tags["unidoc.model_digest"] == facts.model_digest


def test_the_documented_call_gives_a_pipeline(logged: Logged) -> None:
    import mlflow
    import mlflow.sklearn

    mlflow.set_tracking_uri(logged.registry.tracking_uri)
    pipeline = mlflow.sklearn.load_model(f"runs:/{logged.run.run_id}/model")
    texts, _ = archive(10, seed=2)
    original = Classifier.load(logged.record.model_file)
    expected = [answer.candidates[0].label for answer in original.predict(texts)]
    assert list(pipeline.predict(texts)) == expected
    assert pipeline[-1].to_classifier().digest == logged.record.facts.model_digest

    name, version = logged.registry.model_name, logged.run.model_version
    served = mlflow.pyfunc.load_model(f"models:/{name}/{version}")
    assert list(served.predict(texts)) == expected
    inputs = served.metadata.signature.inputs.to_dict()
    assert inputs == [{"type": "string", "required": True}]


def test_the_model_loads_without_a_clone(logged: Logged, tmp_path: Path) -> None:
    """Its code travels with it, and it holds no pickle."""
    script = (
        "import mlflow, sys; from pathlib import Path\n"
        "folder = mlflow.artifacts.download_artifacts(sys.argv[1], dst_path='.')\n"
        "assert (Path(folder) / 'model.skops').is_file()\n"
        "model = mlflow.sklearn.load_model(folder)\n"
        "print(model.predict(['приказ отпуск сотрудник кадры оклад'])[0])\n"
        "import unidoc.ml; print(unidoc.ml.__file__)\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    address = {"MLFLOW_TRACKING_URI": logged.registry.tracking_uri}
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, logged.run.model_uri],
        cwd=tmp_path,
        env={**environment, **address},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    label, origin = done.stdout.split()
    assert label == "people"
    assert Path(origin).is_relative_to(tmp_path)


def test_the_same_model_is_logged_once(logged: Logged) -> None:
    assert logged.registry.log_training(logged.record) == logged.run
    assert logged.registry.find(logged.record.facts.model_digest) == logged.run
    assert logged.registry.find("0" * 64) is None


def test_a_second_version_is_logged_silently_and_takes_the_alias(
    logged: Logged, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    registry, settings = logged.registry, dict(os.environ)
    second = registry.log_training(training(tmp_path, seed=2))
    assert capfd.readouterr().out == ""
    assert dict(os.environ) == settings
    assert (logged.run.model_version, second.model_version) == ("1", "2")

    assert registry.get_alias("champion") is None
    for version in ("1", "2"):
        registry.set_alias("champion", version)
        assert registry.get_alias("champion") == version
    registry.delete_alias("champion")
    assert registry.get_alias("champion") is None


def test_a_refusal_says_why(logged: Logged) -> None:
    with pytest.raises(RegistryError, match="not found") as failure:
        logged.registry.set_alias("champion", "99")
    assert not isinstance(failure.value, RegistryUnavailable)


def test_a_model_file_of_another_training_is_refused(tmp_path: Path) -> None:
    record = training(tmp_path, seed=1)
    record.model_file.write_bytes(b"another")
    with pytest.raises(RecordDamaged, match="digest"):
        registry_at("http://127.0.0.1:1").log_training(record)


def test_an_absent_server_is_said_by_every_call(tmp_path: Path) -> None:
    registry = registry_at(f"http://127.0.0.1:{free_port()}")
    record = training(tmp_path, seed=1)
    for call in (
        registry.ping,
        lambda: registry.log_training(record),
        lambda: registry.find("0" * 64),
        lambda: registry.set_alias("champion", "1"),
        lambda: registry.get_alias("champion"),
    ):
        with pytest.raises(RegistryUnavailable):
            call()


@pytest.mark.parametrize("address", ["", "./mlruns", "sqlite:///mlflow.db", "file:/x"])
def test_only_a_server_is_a_registry(address: str) -> None:
    with pytest.raises(ValueError, match="http"):
        Registry(address)
