"""Real servers on loopback for tests: the S3 API, IMAP and MLflow.

Each is a context manager that ends what it started. MLflow takes ten seconds or
more to start: share one per session (see tests/tracking.py), and under xdist
mark its tests with ``@pytest.mark.xdist_group("mlflow")`` and run with
``--dist loadgroup``, so that one worker starts one server.
"""

from __future__ import annotations

import imaplib
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Without a home of their own these would be read from the developer's machine.
_S3_KEYS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "ru-central1",
}
_START_SECONDS = 120
# Its password needn't be safe: half a million rounds of a hash for each sign-in are saved.
_IMAP = """
from functools import partial
from pymap import config, main
config.BuiltinHash = partial(config.BuiltinHash, rounds=1)
main.main()
"""


@dataclass(frozen=True, slots=True)
class S3:
    """An S3 API server; ``environment`` is what a client of it needs."""

    endpoint: str
    environment: Mapping[str, str]

    def create_bucket(self, name: str) -> str:
        self.client().create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ru-central1"}
        )
        return f"s3://{name}"

    def keys(self, bucket: str) -> list[str]:
        listing = self.client().list_objects_v2(Bucket=bucket)
        return [entry["Key"] for entry in listing.get("Contents", [])]

    def client(self) -> Any:  # boto3 has no types
        import boto3  # like moto, only where there is S3: every worker reads this page

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            region_name="ru-central1",
        )


@dataclass(slots=True)
class MlflowServer:
    """An MLflow server, started as the mission names it: `mlflow ui`."""

    port: int
    store: str
    artifacts: str
    environment: Mapping[str, str]
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait for health; RuntimeError with the log's end otherwise."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ["bash", "-c", "exec mlflow ui"],
                env={**_inherited(), **self._settings(), **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_for_health(self._process)

    def stop(self) -> None:
        """End the server and its children; harmless when it doesn't run."""
        if self._process is not None:
            _end_group(self._process)
            self._process = None

    def _settings(self) -> dict[str, str]:
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "MLFLOW_HOST": "127.0.0.1",
            "MLFLOW_PORT": str(self.port),
            "MLFLOW_WORKERS": "1",
            "MLFLOW_BACKEND_STORE_URI": self.store,
            "MLFLOW_ARTIFACTS_DESTINATION": self.artifacts,
        }

    def _wait_for_health(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            if _answers(f"{self.uri}/health"):
                return
            time.sleep(0.2)
        self.stop()
        end = self.log.read_text(errors="replace")[-4000:]
        raise RuntimeError(f"The MLflow server did not start:\n{end}")


@contextmanager
def s3_server() -> Iterator[S3]:
    """An S3 API server in a thread, empty."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line per request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        yield S3(endpoint, {**_S3_KEYS, "MLFLOW_S3_ENDPOINT_URL": endpoint})
    finally:
        server.stop()


@dataclass(frozen=True, slots=True)
class Imap:
    """An IMAP server with one user, whose mailbox lives as long as the server."""

    port: int
    user: str = "office"
    password: str = "office-pw"

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.client() as client:
            for mail in mails:
                status, answer = client.append(folder, "", None, mail)
                assert status == "OK", answer

    def client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(self.user, self.password)
        return client


@contextmanager
def imap_server(
    *, certificate: Path | None = None, key: Path | None = None
) -> Iterator[Imap]:
    """An IMAP server with an empty INBOX; with a certificate it offers STARTTLS."""
    server = Imap(free_port())
    tls = ("--cert", str(certificate), "--key", str(key)) if key else ("--no-tls",)
    command = [
        *(sys.executable, "-c", _IMAP),
        *("--host", "127.0.0.1", "--port", str(server.port), *tls),
        *("dict", "--demo-user", server.user, "--demo-password", server.password),
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for_port(server.port, process)
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"Nothing listens at port {port}.")


@contextmanager
def mlflow_server(
    *, store: str, artifacts: str, environment: Mapping[str, str]
) -> Iterator[MlflowServer]:
    """MLflow on a database URL, with artifacts in a bucket (``s3://…``)."""
    with tempfile.TemporaryDirectory(prefix="unidoc-mlflow-") as folder:
        server = MlflowServer(
            port=free_port(),
            store=store,
            artifacts=artifacts,
            environment=environment,
            log=Path(folder) / "server.log",
        )
        try:
            server.start()
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """A TCP port of loopback that nothing listened on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _inherited() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    quiet = {
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
    }
    return {**kept, **quiet}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    with suppress(ProcessLookupError):  # children that outlived their parent
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
