"""Classifying a text: an answer with candidates, and nothing stored."""

import io
from typing import Any

from core.models import Document, Version
from core.services.texts import reading
from tests.cast import Cast, Client
from tests.teaching import Teach, sentence

URL = "/api/v1/classify/"


def test_without_a_model_the_problem_says_what_is_missing(
    cast: Cast, client_of: Client
) -> None:
    problem = client_of(cast.admin).post(URL, {"text": "hello"}).json()
    assert (problem["status"], problem["code"]) == (503, "no-model")
    assert "2 such projects are missing" in problem["detail"]


def test_a_text_gets_candidates(cast: Cast, client_of: Client, teach: Teach) -> None:
    model = teach()
    before = (Document.objects.count(), Version.objects.count())
    answer = client_of(cast.admin).post(URL, {"text": sentence("tender", 99)})
    body = answer.json()
    assert answer.status_code == 200
    assert (body["project"], body["name"]) == (cast.tender.pk, "Tender 2027")
    assert body["outcome"] in ("filed", "suggested")
    assert body["candidates"][0]["project"] == cast.tender.pk
    assert 0.5 < body["probability"] <= 1
    assert body["model"] == model.pk
    assert (Document.objects.count(), Version.objects.count()) == before


def test_a_file_is_read_first(cast: Cast, client_of: Client, teach: Teach) -> None:
    teach()
    file = io.BytesIO(sentence("lease", 99).encode("utf-16"))
    file.name = "scan.txt"
    body = client_of(cast.admin).post(URL, {"file": file}, format="multipart").json()
    assert body["project"] == cast.lease.pk


def test_an_unreadable_file_is_a_problem(cast: Cast, client_of: Client) -> None:
    file = io.BytesIO(b"")
    file.name = "empty.pdf"
    answer = client_of(cast.admin).post(URL, {"file": file}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (422, "empty_file")


def test_a_file_beyond_the_limit_is_not_read(
    cast: Cast, client_of: Client, settings: Any
) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    reading.quick_reader.cache_clear()
    file = io.BytesIO(b"eleven more")
    file.name = "long.txt"
    answer = client_of(cast.admin).post(URL, {"file": file}, format="multipart")
    reading.quick_reader.cache_clear()
    assert (answer.status_code, answer.json()["code"]) == (422, "too_large")


def test_a_hidden_project_is_not_named(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    teach()
    body = client_of(cast.editor).post(URL, {"text": sentence("lease", 99)}).json()
    assert (body["outcome"], body["project"], body["name"]) == ("unknown", None, None)
    assert "lease" not in str(body).lower()
    assert body["threshold"] is None  # it follows from the project's error budget
    assert {one["project"] for one in body["candidates"]} <= {cast.tender.pk}


def test_what_says_nothing_is_unknown(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    teach()
    body = client_of(cast.admin).post(URL, {"text": "и в на 12345 !!!"}).json()
    assert body["outcome"] == "unknown"
