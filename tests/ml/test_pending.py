from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.ml.broken_line import broken_line
from tests.ml.trainings import training
from tests.servers import MlflowServer, free_port
from unidoc.ml.pending import PendingRuns
from unidoc.ml.registry import Registry
from unidoc.ml.training_record import RecordDamaged

pytestmark = pytest.mark.xdist_group("mlflow")


@pytest.fixture
def pending(tmp_path: Path) -> PendingRuns:
    return PendingRuns(tmp_path / "pending")


def registry_at(uri: str) -> Registry:
    name = uuid.uuid4().hex[:8]
    return Registry(uri, experiment=f"e-{name}", model_name=f"m-{name}")


def nowhere() -> Registry:
    return registry_at(f"http://127.0.0.1:{free_port()}")


def test_nothing_is_lost_while_mlflow_is_away(
    pending: PendingRuns, tmp_path: Path
) -> None:
    records = [training(tmp_path, seed) for seed in (1, 2)]
    for record in (*records, records[0]):
        pending.keep(record)
    digests = [record.facts.model_digest for record in records]
    assert pending.digests() == digests
    done = pending.flush(nowhere())
    assert (list(done.waiting), done.logged) == (digests, {})
    assert "does not answer" in done.waiting[digests[0]]
    assert pending.digests() == digests


def test_what_was_kept_is_sent_and_damage_is_said(
    pending: PendingRuns, mlflow: MlflowServer, tmp_path: Path
) -> None:
    bad, good = (training(tmp_path, seed) for seed in (3, 4))
    for record in (bad, good):
        pending.keep(record)
    kept = tmp_path / "pending" / bad.facts.model_digest / "model"
    kept.write_bytes(kept.read_bytes()[:-1])

    registry = registry_at(mlflow.uri)
    done = pending.flush(registry)
    digest = good.facts.model_digest
    assert list(done.logged) == [digest]
    assert registry.find(digest) == done.logged[digest]
    assert list(done.waiting) == pending.digests() == [bad.facts.model_digest]


def test_only_a_whole_training_is_kept(pending: PendingRuns, tmp_path: Path) -> None:
    record = training(tmp_path, seed=1)
    record.model_file.write_bytes(b"another")
    with pytest.raises(RecordDamaged):
        pending.keep(record)
    assert pending.digests() == []


def test_a_dead_writers_rest_is_swept(pending: PendingRuns, tmp_path: Path) -> None:
    rest = tmp_path / "pending" / "part-dead"
    rest.mkdir(parents=True)
    (rest / "training.json").write_text("{}")
    assert pending.digests() == []
    pending.keep(training(tmp_path, seed=1))
    assert not rest.exists()


def test_lost_answers_make_nothing_twice(
    pending: PendingRuns, mlflow: MlflowServer, tmp_path: Path
) -> None:
    """The worst moments to lose the line: the work is done, the news of it lost."""
    from mlflow import MlflowClient

    lose = [
        ("POST", "mlflow/runs/create"),
        ("POST", "mlflow/logged-models"),
        ("PUT", "MLmodel"),
        ("POST", "model-versions/create"),
        ("PUT", "report.json"),
        ("POST", "mlflow/runs/set-tag"),
    ]
    pending.keep(training(tmp_path, seed=5))
    with broken_line(mlflow.uri, lose) as line:
        registry = registry_at(line.uri)
        for left in range(len(lose) - 1, -1, -1):
            assert pending.flush(registry).waiting
            assert len(line.lose) == left
        (run,) = pending.flush(registry).logged.values()

    client = MlflowClient(mlflow.uri)
    experiment = client.get_experiment_by_name(registry.experiment)
    assert experiment is not None
    (found,) = client.search_runs([experiment.experiment_id])
    assert (found.info.run_id, found.info.status) == (run.run_id, "FINISHED")
    versions = client.search_model_versions(f"name = '{registry.model_name}'")
    assert [version.version for version in versions] == ["1"]
    assert len(client.search_logged_models([experiment.experiment_id])) == 1
