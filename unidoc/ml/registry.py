"""The one door to MLflow: runs, registered models, aliases.

Nothing here is on the path of a prediction. MLflow is imported at the first call
that needs it: the import takes seconds and some hundred megabytes, which web
processes should not pay.
"""

from __future__ import annotations

import http.client
import json
import math
import os
import re
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import unidoc
from unidoc.ml import run_facts
from unidoc.ml.report_files import write_files
from unidoc.ml.training_record import (
    DatasetFacts,
    LoggedRun,
    TrainingFacts,
    TrainingRecord,
)

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import LoggedModel, Run
    from mlflow.exceptions import MlflowException

_MODEL = "model"
_COMPLETE_TAG = "unidoc.complete"
_UPLOAD_SECONDS = 300
_LONGEST_DATASET_DIGEST = 36
_METRICS_AT_ONCE = 1000
_FROM_ZIP = '''"""The engine that made this model, as Python imports it."""

__path__.append(f"{__path__[0]}/engine.zip")
'''

# Nothing is sent to anyone but the tracking server; stdout belongs to the caller.
_MANNERS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    # A request repeated unseen, after its answer was lost, would make things twice.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
}

# MLflow keeps its address and its settings in the process: one caller at a time.
_DOOR = threading.RLock()


class RegistryError(Exception):
    """MLflow refused what it was asked; the message says what."""


class RegistryUnavailable(RegistryError):
    """MLflow cannot be reached or cannot answer now: try later."""


class Registry:
    """An experiment and a registered model on an MLflow tracking server.

    ``timeout`` is in seconds for each request; uploads may take longer once the
    server has answered. Every method raises RegistryUnavailable when the server is
    away, within seconds, and RegistryError when it refuses. The server's user and
    password come from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.
    """

    def __init__(
        self,
        tracking_uri: str,
        *,
        experiment: str = "unidoc",
        model_name: str = "unidoc-document-classifier",
        timeout: float = 5.0,
    ) -> None:
        if not re.match(r"https?://", tracking_uri):
            raise ValueError(
                f"The MLflow address {tracking_uri!r} must start with http:// or "
                "https://: name a tracking server, not a folder or a database."
            )
        self.tracking_uri = tracking_uri.rstrip("/")
        self.experiment = experiment
        self.model_name = model_name
        self.timeout = timeout

    def ping(self) -> None:
        """Ask whether the server is well, without importing MLflow."""
        url = f"{self.tracking_uri}/health"
        try:
            with urllib.request.urlopen(url, timeout=self.timeout):  # noqa: S310
                return
        except (OSError, http.client.HTTPException) as error:
            raise RegistryUnavailable(
                f"MLflow at {self.tracking_uri} does not answer: {error}"
            ) from error

    def log_training(self, record: TrainingRecord) -> LoggedRun:
        """Make a finished run with its registered model version.

        Exactly once for a model digest: a training that is there already is found,
        one that was cut short is completed. Raises RecordDamaged when the model file
        is not the record's.
        """
        record.verify()
        self.ping()
        with self._client(_UPLOAD_SECONDS) as client:
            run = self._run_of(client, record.facts.model_digest)
            if run is None:
                run = self._create_run(client, record.facts)
            if _COMPLETE_TAG not in run.data.tags:
                self._fill(client, run.info.run_id, record)
            return self._logged(client, run.info.run_id)

    def find(self, model_digest: str) -> LoggedRun | None:
        """The completed run of a model, if there is one."""
        with self._client() as client:
            run = self._run_of(client, model_digest)
            if run is None or _COMPLETE_TAG not in run.data.tags:
                return None
            return self._logged(client, run.info.run_id)

    def set_alias(self, alias: str, version: str) -> None:
        """Point an alias such as ``champion`` at a version."""
        with self._client() as client:
            client.set_registered_model_alias(self.model_name, alias, version)

    def get_alias(self, alias: str) -> str | None:
        """The version that an alias points at, if any."""
        with self._client() as client:
            quoted = self.model_name.replace("'", "''")
            found = client.search_registered_models(f"name = '{quoted}'")
            return found[0].aliases.get(alias) if found else None

    def delete_alias(self, alias: str) -> None:
        """Take an alias away; harmless when it isn't set."""
        with self._client() as client:
            client.delete_registered_model_alias(self.model_name, alias)

    def _run_of(self, client: MlflowClient, model_digest: str) -> Run | None:
        found = client.search_runs(
            [self._experiment_id(client)],
            f"tags.`{run_facts.MODEL_DIGEST_TAG}` = '{model_digest}'",
            max_results=1,
            order_by=["attributes.start_time ASC"],
        )
        return found[0] if found else None

    def _experiment_id(self, client: MlflowClient) -> str:
        experiment = client.get_experiment_by_name(self.experiment)
        if experiment is not None:
            return str(experiment.experiment_id)
        return str(client.create_experiment(self.experiment))

    def _create_run(self, client: MlflowClient, facts: TrainingFacts) -> Run:
        return client.create_run(
            self._experiment_id(client),
            start_time=int(facts.started_at.timestamp() * 1000),
            tags=run_facts.tags(facts),
            run_name=f"{facts.started_at:%Y-%m-%d %H:%M} {facts.model_digest[:8]}",
        )

    def _fill(self, client: MlflowClient, run_id: str, record: TrainingRecord) -> None:
        """Every step can be repeated, so that a run cut short can be completed.

        The model goes first: MLflow would copy each metric that is there already
        into it with a request of its own.
        """
        facts = record.facts
        version = self._version_of(client, run_id)
        if version is None:
            version = self._log_model(client, run_id, record)
        (model,) = self._models_of(client, run_id)
        self._describe(client, version, facts)
        _log_figures(client, run_id, facts, model.model_id)
        _log_dataset(client, run_id, facts.dataset)
        with tempfile.TemporaryDirectory() as folder:
            write_files(facts.report, Path(folder))
            client.log_artifacts(run_id, folder)
        client.set_terminated(run_id)
        client.set_tag(run_id, _COMPLETE_TAG, "true")

    def _log_model(
        self, client: MlflowClient, run_id: str, record: TrainingRecord
    ) -> str:
        """Log and register the pipeline; gives the version."""
        from mlflow import (  # lazy: see the module's docstring
            models,
            sklearn,
            start_run,
        )

        from unidoc.ml.exported import TRUSTED_TYPES, pipeline_of

        # A run cut short may hold a model that was never registered: two of them
        # would make "runs:/<run_id>/model" ambiguous.
        for left in self._models_of(client, run_id):
            client.delete_logged_model(left.model_id)
        pipeline = pipeline_of(record.model_file)
        example = list(record.facts.example)
        with _own_code() as code, start_run(run_id=run_id):
            info = sklearn.log_model(
                pipeline,
                name=_MODEL,
                registered_model_name=self.model_name,
                signature=models.infer_signature(example, pipeline.predict(example)),
                input_example=example,
                pip_requirements=run_facts.requirements(),
                skops_trusted_types=TRUSTED_TYPES,
                code_paths=[str(code)],
                metadata={run_facts.MODEL_DIGEST_TAG: record.facts.model_digest},
            )
        return str(info.registered_model_version)

    def _models_of(self, client: MlflowClient, run_id: str) -> list[LoggedModel]:
        return list(
            client.search_logged_models(
                [self._experiment_id(client)], f"source_run_id = '{run_id}'"
            )
        )

    def _describe(
        self, client: MlflowClient, version: str, facts: TrainingFacts
    ) -> None:
        client.update_model_version(self.model_name, version, facts.description)
        for key, value in run_facts.version_tags(facts).items():
            client.set_model_version_tag(self.model_name, version, key, value)

    def _version_of(self, client: MlflowClient, run_id: str) -> str | None:
        found = client.search_model_versions(f"run_id = '{run_id}'")
        own = [entry.version for entry in found if entry.name == self.model_name]
        return str(own[0]) if own else None

    def _logged(self, client: MlflowClient, run_id: str) -> LoggedRun:
        version = self._version_of(client, run_id)
        if version is None:
            raise RegistryError(
                f"Run {run_id} has no version of {self.model_name} any more: "
                "delete the run in MLflow to log this training again."
            )
        return LoggedRun(run_id, version, f"runs:/{run_id}/{_MODEL}")

    @contextmanager
    def _client(self, timeout: float | None = None) -> Iterator[MlflowClient]:
        """A client of the server; its failures become ours."""
        seconds = str(math.ceil(timeout or self.timeout))
        settings = {
            **_MANNERS,
            "MLFLOW_HTTP_REQUEST_TIMEOUT": seconds,
            "MLFLOW_TRACKING_URI": self.tracking_uri,
        }
        with _DOOR, _environment(settings):
            import mlflow  # lazy: see the module's docstring

            mlflow.set_tracking_uri(self.tracking_uri)
            try:
                yield mlflow.MlflowClient(self.tracking_uri)
            except mlflow.MlflowException as error:
                raise _translated(error) from error
            except OSError as error:  # of requests, when artifacts are sent
                raise RegistryUnavailable(f"MLflow broke off: {error}") from error


def _translated(error: MlflowException) -> RegistryError:
    status: int = error.get_http_status_code()  # type: ignore[no-untyped-call]
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR or status == 429:
        return RegistryUnavailable(f"MLflow cannot answer now: {error}")
    return RegistryError(f"MLflow refused: {error}")


def _log_figures(
    client: MlflowClient, run_id: str, facts: TrainingFacts, model_id: str
) -> None:
    """Parameters of the run; metrics of the run and of its model."""
    from mlflow.entities import Metric, Param  # lazy: see the module's docstring

    at = int(facts.started_at.timestamp() * 1000)
    given = run_facts.parameters(facts).items()
    client.log_batch(run_id, params=[Param(name, value) for name, value in given])
    figures = iter(run_facts.metrics(facts.report).items())
    while part := list(islice(figures, _METRICS_AT_ONCE)):
        metrics = [
            Metric(name, value, at, step=0, model_id=model_id, run_id=run_id)
            for name, value in part
        ]
        client.log_batch(run_id, metrics=metrics)


def _log_dataset(client: MlflowClient, run_id: str, dataset: DatasetFacts) -> None:
    """The training set as an input of the run, by digest; its texts stay here."""
    # lazy: see the module's docstring
    from mlflow.entities import Dataset, DatasetInput, InputTag

    facts = {**asdict(dataset), "as_of": dataset.as_of.isoformat()}
    entry = Dataset(
        name="unidoc-snapshot",
        digest=dataset.digest[:_LONGEST_DATASET_DIGEST],
        source_type="code",
        source=json.dumps({"tags": {"unidoc.snapshot_digest": dataset.digest}}),
        profile=json.dumps(facts, ensure_ascii=False),
    )
    context = [InputTag("mlflow.data.context", "training")]
    client.log_inputs(run_id, [DatasetInput(entry, context)])
    client.log_dict(run_id, facts, "snapshot.json")


@contextmanager
def _own_code() -> Iterator[Path]:
    """The package ``unidoc`` with nothing in it but the modules of ``unidoc.ml``.

    It travels with the model, so that loading it needs no clone of UniDoc; in a zip, since
    each of sixty files would be a request, then and at each loading.
    """
    modules = (Path(unidoc.__file__).parent / "ml").glob("*.py")
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "unidoc"
        package.mkdir()
        (package / "__init__.py").write_text(_FROM_ZIP)
        # Files of an image may be dated 1970, before there were zips.
        with ZipFile(
            package / "engine.zip", "w", ZIP_DEFLATED, strict_timestamps=False
        ) as engine:
            for module in sorted(modules):
                if module.name != "train.py":  # it knows the product
                    engine.write(module, f"ml/{module.name}")
        yield package


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
