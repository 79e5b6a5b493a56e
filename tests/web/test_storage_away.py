"""A bucket that cannot be reached, or is silent: people are told, and nothing is half stored."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from storages.backends.s3 import S3Storage

from core.models import Document, Job
from core.services.health import readiness
from tests.cast import Cast, Client, read_document
from tests.servers import free_port
from tests.teaching import Teach
from tests.web.conftest import SignIn
from unidoc.configuration import Storage
from unidoc.settings.storages import storages as storage_settings


@pytest.fixture(params=["unreachable", "silent"])
def bucket(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[S3Storage]:
    monkeypatch.setattr("unidoc.settings.storages.READ_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if request.param == "silent" else free_port()
        endpoint = f"http://127.0.0.1:{port}"
        named = Storage(bucket="b", endpoint_url=endpoint, key="k", secret="s")
        yield S3Storage(**storage_settings(named, Path())["originals"]["OPTIONS"])


def test_uploads_and_downloads_may_be_tried_again(
    cast: Cast,
    client_of: Client,
    browse: SignIn,
    bucket: S3Storage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = read_document(cast.editor, "Some words")
    before = Document.objects.count(), Job.objects.count()
    monkeypatch.setitem(storages._storages, "originals", bucket)  # type: ignore[attr-defined]
    browser, api = browse(cast.editor), client_of(cast.editor)
    form = {"files": ContentFile(b"A lease", "lease.txt")}

    problem = api.post("/api/v1/documents/", {"text": "A lease"})
    assert (problem.status_code, problem["Retry-After"]) == (503, "10")
    assert problem.json()["code"] == "storage-away"
    page = browser.post("/documents/upload/", form)
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "The storage of files does not answer." in page.content.decode()
    file = browser.get(f"/documents/{document.pk}/versions/1/file/")
    assert (file.status_code, file["Retry-After"]) == (503, "10")
    assert (Document.objects.count(), Job.objects.count()) == before


def test_readiness_cannot_tell_of_a_model_that_was_never_loaded(
    teach: Teach, bucket: S3Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    teach(19)
    monkeypatch.setitem(storages._storages, "artifacts", bucket)  # type: ignore[attr-defined]
    assert readiness().model == "away"
