"""Production's log lines: JSON, with the ids to follow, without what must stay secret."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from core.models import Job
from tests.cast import Cast, run_jobs, upload
from tests.services.test_jobs import break_storage
from unidoc.settings.logs import JSON, SHARED

pytestmark = pytest.mark.django_db


class Log:
    """What production would have written to stderr."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self, event: str = "") -> list[dict[str, Any]]:
        found = [json.loads(one) for one in self.text.splitlines()]
        return [one for one in found if event in one["event"]]


@pytest.fixture
def log() -> Iterator[Log]:
    made = Log()
    handler = logging.StreamHandler(made.stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=JSON, foreign_pre_chain=SHARED)
    )
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield made
    finally:
        root.removeHandler(handler)


def test_a_request_has_an_id_and_a_user(cast: Cast, log: Log) -> None:
    client = Client()
    client.force_login(cast.editor)
    client.get("/documents/?q=swordfish")
    [finished] = log.lines("request_finished")
    assert finished["request"] == "GET /documents/"
    assert finished["user_id"] == cast.editor.pk
    assert finished["request_id"]
    assert {"timestamp", "level", "logger"} <= set(finished)


def test_a_token_says_who_asked(cast: Cast, log: Log) -> None:
    client = APIClient()
    answer = client.post(
        "/api/v1/token/", {"username": "editor", "password": "editor-pw-1"}
    )
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    client.get("/api/v1/projects/?ordering=id")
    assert log.lines("request_finished")[-1]["user_id"] == cast.editor.pk


def test_a_jobs_lines_have_its_id(cast: Cast, log: Log) -> None:
    upload(cast.editor, b"%PDF-1.7", name="broken.pdf")
    run_jobs()
    [ended] = log.lines("job_ended")
    assert ended["job_id"] == Job.objects.get().pk
    assert (ended["state"], ended["code"]) == ("failed", "damaged")
    assert "job_id" not in structlog.contextvars.get_contextvars()


def test_nothing_secret_is_written(cast: Cast, log: Log) -> None:
    client = APIClient(raise_request_exception=False)
    told = {"username": "editor", "password": "editor-pw-1"}
    tokens = client.post("/api/v1/token/", told).json()
    client.post("/api/v1/token/", {**told, "password": "hunter2-typed-wrong"})
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    client.post(
        "/api/v1/documents/", {"text": "Строго секретный текст", "title": "Salaries"}
    )
    client.post("/api/v1/classify/", {"text": "Another secret text"})
    run_jobs()
    break_storage()
    upload(cast.editor, "A text that the storage cannot give")
    with pytest.raises(OSError, match="Input/output"):
        run_jobs()
    client.get("/api/v1/documents/?search=Salaries")
    client.post("/api/v1/token/refresh/", {"refresh": tokens["refresh"]})
    assert len(log.lines()) > 10
    for secret in (
        *("editor-pw-1", "hunter2-typed-wrong", "секретный", "secret text"),
        *("Salaries", "the storage cannot give", tokens["access"], tokens["refresh"]),
    ):
        assert secret not in log.text


def test_the_link_of_a_forgotten_password_is_not_written(cast: Cast, log: Log) -> None:
    cast.editor.email = "editor@example.org"
    cast.editor.save()
    client = Client()
    client.post("/password/reset/", {"email": cast.editor.email})
    [letter] = mail.outbox
    [link] = [word for word in str(letter.body).split() if "://" in word]
    path = "/" + link.split("/", 3)[3]
    client.get(path, follow=True)
    *_, secret, _ = path.split("/")
    assert log.lines("request_started")
    assert secret not in log.text
    assert cast.editor.email not in log.text
