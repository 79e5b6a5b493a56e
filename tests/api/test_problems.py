"""The shape of every failure: RFC 9457, the same fields from 400 to 500."""

import errno
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError

from core.exceptions import Conflict
from tests.cast import Cast, Client

FIELDS = {"type", "title", "status", "code", "detail", "instance", "request_id"}


@pytest.mark.parametrize(
    ("method", "url", "body", "status", "code"),
    [
        ("get", "/api/v1/nowhere/", None, 404, "not-found"),
        ("get", "/api/v1/documents/999/", None, 404, "not-found"),
        ("get", "/api/v1/documents/?colour=red", None, 400, "unknown-parameter"),
        ("get", "/api/v1/documents/?status=lost", None, 400, "invalid"),
        ("get", "/api/v1/documents/?cursor=%%%", None, 400, "invalid"),
        ("get", "/api/v1/documents/?cursor=cD1h", None, 400, "invalid"),
        ("get", "/api/v1/documents/?ordering=colour", None, 400, "invalid"),
        ("get", "/api/v1/documents/?page_size=0", None, 400, "invalid"),
        ("get", "/api/v1/documents/?page_size=many", None, 400, "invalid"),
        ("post", "/api/v1/documents/", {}, 400, "invalid"),
        ("post", "/api/v1/documents/", {"text": "  "}, 400, "invalid"),
        ("put", "/api/v1/documents/", {}, 405, "method-not-allowed"),
        ("post", "/api/v1/classify/", {"text": "a"}, 503, "no-model"),
        ("post", "/api/v1/training/", {}, 403, "forbidden"),
    ],
)
def test_a_failure_is_a_problem(
    cast: Cast,
    client_of: Client,
    method: str,
    url: str,
    body: object,
    status: int,
    code: str,
) -> None:
    answer = getattr(client_of(cast.editor), method)(url, body)
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert set(problem) >= FIELDS
    assert (answer.status_code, problem["status"], problem["code"]) == (
        status,
        status,
        code,
    )
    assert problem["type"] == f"urn:unidoc:problem:{code}"
    assert problem["instance"] == url.partition("?")[0]
    assert problem["detail"]
    assert problem["request_id"]


def test_an_unknown_parameter_is_told_the_known_ones(
    cast: Cast, client_of: Client
) -> None:
    answer = client_of(cast.editor).get("/api/v1/search/?words=lot")
    assert {"q", "project", "start", "size"} <= set(answer.json()["data"]["known"])


@pytest.mark.parametrize(
    ("url", "body", "pointer"),
    [
        ("/api/v1/documents/", {"text": "A lease", "titel": "Lease"}, "#/titel"),
        ("/api/v1/topics/", {"name": "Law", "id": 7}, "#/id"),
        ("/api/v1/topics/", {"name": "Law", "a/b~c": 1}, "#/a~1b~0c"),
        (
            "/api/v1/batches/",
            {"action": "trash", "filter": {"projekt": 7}},
            "#/filter/projekt",
        ),
        (
            "/api/v1/saved-filters/",
            {"name": "Lots", "filter": {}, "created_at": "2024-01-01"},
            "#/created_at",
        ),
        ("/api/v1/token/", {"username": "a", "password": "b", "otp": "1"}, "#/otp"),
    ],
)
def test_an_unknown_field_is_named(
    cast: Cast, client_of: Client, url: str, body: object, pointer: str
) -> None:
    answer = client_of(cast.editor).post(url, body)
    [error] = answer.json()["errors"]
    assert answer.status_code == 400
    assert (error["pointer"], error["code"]) == (pointer, "unknown-field")


def test_a_slip_of_the_pen_does_not_empty_the_whole_trash(
    cast: Cast, client_of: Client
) -> None:
    body = {"document": [7]}
    answer = client_of(cast.admin).post("/api/v1/trash/empty/", body)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/document"]


def test_a_form_may_number_the_items_of_a_list(cast: Cast, client_of: Client) -> None:
    form = {"text": "A lease", "tags[0]": "one", "tags[1]": "two"}
    answer = client_of(cast.editor).post("/api/v1/documents/", form, format="multipart")
    assert answer.json()["tags"] == ["one", "two"]


def test_field_errors_are_json_pointers(cast: Cast, client_of: Client) -> None:
    body = {"name": "", "error_budget": 7, "topic": 999}
    answer = client_of(cast.editor).post("/api/v1/projects/", body)
    errors = {one["pointer"]: one["code"] for one in answer.json()["errors"]}
    assert errors == {
        "#/name": "blank",
        "#/error_budget": "max_value",
        "#/topic": "unknown",
    }


def test_nested_field_errors_point_at_the_item(cast: Cast, client_of: Client) -> None:
    body = {"text": "hello", "tags": ["fine", "x" * 65]}
    [error] = client_of(cast.editor).post("/api/v1/documents/", body).json()["errors"]
    assert error["pointer"] == "#/tags/1"


def test_broken_json_is_malformed(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.editor).post(
        "/api/v1/documents/",
        "{not json",
        content_type="application/json",
        headers={"Accept-Language": "ru"},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.json()["detail"].startswith("Это не JSON: ")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"text": ' + "[" * 50_000, "application/json"),
        ("&".join(f"n{n}=1" for n in range(1001)), "application/x-www-form-urlencoded"),
        (
            "".join(
                f'--B\r\nContent-Disposition: form-data; name="f{n}"; filename="a"\r\n\r\n\r\n'
                for n in range(101)
            )
            + "--B--",
            "multipart/form-data; boundary=B",
        ),
    ],
    ids=["too deep", "too many fields", "too many files"],
)
@pytest.mark.parametrize("url", ["/api/v1/documents/", "/api/v1/topics/"])
def test_too_much_of_anything_is_malformed(
    cast: Cast, client_of: Client, url: str, body: str, content_type: str
) -> None:
    answer = client_of(cast.editor).post(url, body, content_type=content_type)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_half_of_a_character_is_malformed(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.manager).post(
        f"/api/v1/projects/{cast.tender.pk}/members/",
        r'{"username": "stranger", "role": "\ud800"}',
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_body_that_is_too_large_says_how_large_it_may_be(
    cast: Cast, client_of: Client, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    answer = client_of(cast.editor).post("/api/v1/classify/", {"text": "x" * 2**20})
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (413, "too-large")
    assert "1 MB" in problem["detail"]


def test_a_strange_media_type_is_refused(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.editor).post(
        "/api/v1/topics/", "<a/>", content_type="text/xml"
    )
    assert (answer.status_code, answer.json()["code"]) == (
        415,
        "unsupported-media-type",
    )


def test_a_conflict_carries_its_code_and_data(cast: Cast, client_of: Client) -> None:
    failure = Conflict("Twice.", code="twice", other=7)
    with mock.patch("core.selectors.documents.list_documents", side_effect=failure):
        problem = client_of(cast.editor).get("/api/v1/documents/").json()
    assert (problem["status"], problem["code"], problem["data"]) == (
        409,
        "twice",
        {"other": 7},
    )


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no-room"),
        (OperationalError("the connection is closed"), "database-away"),
    ],
)
def test_what_an_operator_has_to_mend_may_be_tried_again(
    cast: Cast,
    client_of: Client,
    caplog: pytest.LogCaptureFixture,
    failure: Exception,
    code: str,
) -> None:
    with mock.patch("core.services.documents.create_document", side_effect=failure):
        answer = client_of(cast.editor).post("/api/v1/documents/", {"text": "A lease"})
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert str(failure) not in answer.content.decode()
    assert str(failure) in caplog.text


def test_a_surprise_is_a_500_that_tells_nothing(
    cast: Cast, client_of: Client, caplog: pytest.LogCaptureFixture
) -> None:
    failure = ZeroDivisionError("secret detail")
    with mock.patch("core.selectors.documents.list_documents", side_effect=failure):
        answer = client_of(cast.editor).get("/api/v1/documents/")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.content.decode()
    assert any("Unexpected failure" in record.getMessage() for record in caplog.records)


def test_the_words_follow_the_language(cast: Cast, client_of: Client) -> None:
    answer = client_of(cast.editor).get(
        "/api/v1/documents/999/", headers={"Accept-Language": "ru"}
    )
    assert answer["Content-Language"] == "ru"
