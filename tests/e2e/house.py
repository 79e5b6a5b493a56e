"""The product through its doors: the API in front, a worker behind."""

from typing import Any

from django.core.management import call_command
from rest_framework.test import APIClient

from tests.cast import Cast
from tests.teaching import sentence

API = "/api/v1"


class House:
    """Everything is asked for as the administrator of ``cast``."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.client = APIClient(raise_request_exception=False)
        self.client.force_authenticate(cast.admin)

    def post(self, path: str, body: Any = None) -> dict[str, Any]:
        answer = self.client.post(f"{API}/{path}", body)
        assert answer.status_code in (200, 201, 202), answer.json()
        return dict(answer.json())

    def get(self, path: str) -> dict[str, Any]:
        return dict(self.client.get(f"{API}/{path}").json())

    def work(self) -> None:
        """Let a worker do what waits, and what comes of it."""
        call_command("procrastinate", "worker", "--one-shot")

    def upload(self, *texts: str) -> list[int]:
        """Upload and read; the ids of the documents."""
        ids = [self.post("documents/", {"text": text})["id"] for text in texts]
        self.work()
        return ids

    def teach(self, project: int, subject: str, seeds: range) -> list[int]:
        """Upload documents about ``subject`` and say that they belong to ``project``."""
        ids = self.upload(*(sentence(subject, seed) for seed in seeds))
        for document in ids:
            self.post(f"documents/{document}/decisions/", {"project": project})
        return ids

    def train(self) -> dict[str, Any]:
        """Ask for a training and have it done; the job as the API shows it afterwards."""
        job = self.post("training/")
        self.work()
        return self.get(f"jobs/{job['id']}/")
