"""The whole product as production runs it, from the first sign-in to the last signal."""

import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from django.utils import timezone

from core.choices import DecisionSource, DocumentStatus, JobState
from core.models import Decision, Document, Job, User
from tests.databases import mlflow_store
from tests.e2e.production import HOST, Caller, Container, account
from tests.servers import S3, free_port
from tests.teaching import sentence
from unidoc import env

# With the other tests of MLflow: two of its servers at once are too much for a laptop.
pytestmark = pytest.mark.xdist_group("mlflow")

PASSWORD = "a-long-password-of-the-first-user"
SECRET_KEY = "q8Zt-5mB_x2Lr7Kc9WvPj3nYd6GhTf1sAe4UoRi0XzDbNwMkEy"
BUCKET = "production"
PRODUCTION_HASHER = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
ENDED = (0, -signal.SIGTERM)


@pytest.fixture
def store(db: str) -> Iterator[str]:
    with mlflow_store(f"{urlsplit(db).path[1:]}_mlflow") as address:
        yield address


@pytest.fixture
def container(db: str, store: str, s3: S3) -> Iterator[Container]:
    s3.create_bucket(BUCKET)
    folder = Path(tempfile.mkdtemp(prefix="unidoc-container-"))
    folder.chmod(0o755)
    mlflow_port, port = free_port(), free_port()
    made = Container(
        folder,
        {
            "DATABASE_URL": db,
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": f"{HOST},localhost",
            "PORT": str(port),
            "WEB_WORKERS": "2",
            "WORKER_METRICS_PORT": str(free_port()),
            "MLFLOW_PORT": str(mlflow_port),
            "MLFLOW_TRACKING_URI": f"http://127.0.0.1:{mlflow_port}",
            "MLFLOW_BACKEND_STORE_URI": store,
        },
    )
    made.build()
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture
def caller(container: Container, settings: Any) -> Caller:
    """Knows the password of the one account."""
    settings.PASSWORD_HASHERS = [PRODUCTION_HASHER]
    User.objects.create_superuser("admin", password=PASSWORD)
    return Caller(int(container.environment["PORT"]))


def test_production(container: Container, caller: Caller, s3: S3) -> None:
    container.start("web")
    container.start("worker")
    sign_in(container, caller)
    projects = upload(container, caller)
    assert ready(caller, "away")
    start_mlflow(container, s3)
    container.wait("MLflow", lambda: ready(caller, "ok"))
    assert_set_apart(container)

    train(container, caller)
    assert any("artifacts" in key for key in s3.keys(BUCKET))
    answer = caller.post("/api/v1/classify/", text=sentence("lease", 99))
    assert answer["project"] == projects["lease"]
    assert_counted(container, caller)

    restart_the_web(container, caller)
    assert container.end("mlflow") in ENDED
    end_a_busy_worker(container, caller, projects["lease"])
    promote(container, caller)
    for name in ("worker", "web"):
        assert container.end(name) in ENDED, name
    assert_nothing_secret_logged(container)


def start_mlflow(container: Container, s3: S3) -> None:
    container.start(
        "mlflow",
        S3_BUCKET=BUCKET,
        S3_ENDPOINT_URL=s3.endpoint,
        YC_S3_KEY="test",
        YC_S3_SECRET="test",
    )


def sign_in(container: Container, caller: Caller) -> None:
    container.wait("web", lambda: caller.ask("/healthz")[0] == 200)
    pair = caller.post("/api/v1/token/", username="admin", password=PASSWORD)
    caller.token = pair["access"]


def upload(container: Container, caller: Caller) -> dict[str, int]:
    """Twelve labelled documents, read; the ids of their projects."""
    projects = {
        subject: caller.post("/api/v1/projects/", name=subject)["id"]
        for subject in ("tender", "lease")
    }
    for seed in range(6):
        for subject, project in projects.items():
            text = sentence(subject, seed)
            caller.post("/api/v1/documents/", text=text, project=project)
    container.wait("read", lambda: not unfinished())
    return projects


def train(container: Container, caller: Caller) -> None:
    job = caller.post("/api/v1/training/")["id"]
    container.wait("trained", lambda: Job.objects.get(pk=job).finished_at)
    told = caller.get(f"/api/v1/jobs/{job}/")
    assert told["state"] == JobState.DONE, (
        told["reason"],
        container.log("mlflow").read_text()[-3000:],
    )


def end_a_busy_worker(container: Container, caller: Caller, project: int) -> None:
    """What it had begun it finishes; what it had not, the next worker does."""
    for seed in (40, 41):
        caller.post("/api/v1/documents/", text=sentence("lease", seed), project=project)
    container.wait("read", lambda: not unfinished())
    pk = caller.post("/api/v1/training/")["id"]
    container.wait("begun", lambda: Job.objects.get(pk=pk).state == JobState.RUNNING)
    for seed in range(50, 56):
        caller.post("/api/v1/documents/", text=sentence("tender", seed))
    told_to_end = timezone.now()
    assert container.end("worker") == 0
    training = Job.objects.get(pk=pk)
    assert training.state == JobState.DONE
    assert training.finished_at is not None
    assert training.finished_at > told_to_end
    assert not Job.objects.filter(state=JobState.RUNNING).exists()
    container.start("worker")
    container.wait("the rest", lambda: not unfinished())
    assert not Document.objects.filter(status=DocumentStatus.PROCESSING).exists()


def restart_the_web(container: Container, caller: Caller) -> None:
    """What the old process has begun to hear it answers; the new one takes the rest."""
    head, body = caller.raw("/api/v1/documents/", text=sentence("lease", 60))
    address = ("127.0.0.1", caller.port)
    with socket.create_connection(address, timeout=60) as line:
        line.sendall(head + body[:20])
        assert caller.ask("/healthz")[0] == 200  # by now it has been taken up
        container.processes["web"].send_signal(signal.SIGTERM)
        container.wait("closed door", lambda: caller.ask("/healthz")[0] == 0)
        line.sendall(body[20:])
        assert line.recv(1000).startswith(b"HTTP/1.1 201 ")
    assert container.end("web") in ENDED
    container.start("web")
    container.wait("web again", lambda: caller.ask("/healthz")[0] == 200)


def promote(container: Container, caller: Caller) -> None:
    """Both web processes and the worker go by the new champion at once, MLflow or not."""
    newest = caller.get("/api/v1/models/")["results"][0]
    assert not newest["serves"]
    caller.post(f"/api/v1/models/{newest['id']}/promote/")
    text = sentence("lease", 98)
    answers = [caller.post("/api/v1/classify/", text=text) for _ in range(8)]
    assert {answer["model"] for answer in answers} == {newest["id"]}
    pk = caller.post("/api/v1/documents/", text=text)["id"]
    container.wait("read", lambda: not unfinished())
    machine = Decision.objects.filter(document=pk, source=DecisionSource.MACHINE)
    assert {said.model_id for said in machine} == {newest["id"]}


def ready(caller: Caller, mlflow: str) -> bool:
    status, told = caller.ask("/readyz")
    return status == 200 and told["mlflow"] == mlflow


def unfinished() -> bool:
    return Job.objects.filter(state__in=["queued", "running"]).exists()


def assert_set_apart(container: Container) -> None:
    """Not root, and no file of the code is theirs to change."""
    user = account()
    for process in container.processes.values():
        uids = psutil.Process(process.pid).uids()
        assert uids.effective != 0
        assert uids.effective == (user.pw_uid if user else os.geteuid())
    writable = [
        path
        for path in (container.folder / "app").rglob("*")
        if path.stat().st_mode & 0o222
    ]
    assert not writable


def assert_counted(container: Container, caller: Caller) -> None:
    """Both web processes give the same sums; the worker gives its own."""
    status, text = caller.ask("/metrics")
    assert status == 200
    assert 'route="/api/v1/documents/$",status="201"} 12.0' in text
    assert 'unidoc_classifications_total{outcome="filed"}' in text
    assert "unidoc_workers_alive 1.0" in text
    assert "unidoc_mlflow_up 1.0" in text
    worker = Caller(int(container.environment["WORKER_METRICS_PORT"]))
    text = worker.get("/metrics")
    trained = 'unidoc_jobs_finished_total{state="succeeded",task="train"} '
    end = time.monotonic() + 20
    # The worker counts a training when its process has ended, soon after the job has.
    while float(text.partition(trained)[2].split()[0]) < 1 and time.monotonic() < end:
        time.sleep(0.2)
        text = worker.get("/metrics")
    assert f"{trained}1.0" in text
    assert 'unidoc_extractions_total{kind="text"} 12.0' in text


def assert_nothing_secret_logged(container: Container) -> None:
    written = "".join(path.read_text() for path in container.folder.glob("*.log"))
    dsn = env.read().database.dsn
    assert '"event": "job_ended"' in written
    for secret in (PASSWORD, SECRET_KEY, sentence("lease", 99), urlsplit(dsn).password):
        assert not secret or secret not in written
