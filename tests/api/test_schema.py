"""What the schema promises to a client that is generated from it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests.cast import Cast, Client

Schema = Mapping[str, Any]


@pytest.fixture
def admin(cast: Cast, client_of: Client) -> APIClient:
    return client_of(cast.admin)


@pytest.fixture
def schema(admin: APIClient) -> Schema:
    found: Schema = admin.get(reverse("api:schema"), {"format": "json"}).json()
    return found


def reads(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for path, operations in schema["paths"].items():
        if "get" in operations:
            yield path, operations["get"]


def promised(schema: Schema, operation: Schema) -> Schema:
    """The schema of an answer."""
    [content] = operation["responses"]["200"]["content"].values()
    return looked_up(schema, content["schema"])


def bodies(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield path, looked_up(schema, content["schema"])


def looked_up(schema: Schema, named: Schema) -> Schema:
    """A schema that may be only named."""
    if "$ref" not in named:
        return named
    found: Schema = schema["components"]["schemas"][named["$ref"].rpartition("/")[2]]
    return found


def test_what_is_read_has_the_promised_shape(schema: Schema, admin: APIClient) -> None:
    for path, operation in reads(schema):
        if "{" not in path:
            answer, shape = admin.get(path).json(), promised(schema, operation)
            assert shape["type"] == "object", path
            assert set(shape.get("required", ())) <= set(answer), path
            assert set(answer) <= set(shape["properties"]), path


def test_each_promised_parameter_is_known(schema: Schema, admin: APIClient) -> None:
    for path, operation in reads(schema):
        names = [
            p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"
        ]
        address = path.translate({ord("{"): "", ord("}"): ""})
        answer = admin.get(address, dict.fromkeys(names, "1")).json()
        assert answer.get("code") != "unknown-parameter", (path, answer["data"])


def test_each_body_is_closed(schema: Schema) -> None:
    found = list(bodies(schema))
    assert found
    for path, body in found:
        assert body["additionalProperties"] is False, path


def test_an_answer_stays_open_for_what_is_added_later(schema: Schema) -> None:
    kept = schema["components"]["schemas"]["SavedFilterOut"]
    assert "additionalProperties" not in kept


def test_what_is_only_asked_is_not_created(schema: Schema) -> None:
    answers = schema["paths"]["/api/v1/classify/"]["post"]["responses"]
    assert set(answers) == {"200", "default"}


def test_a_project_may_have_no_topic(schema: Schema) -> None:
    project = schema["components"]["schemas"]["ProjectOut"]["properties"]
    assert project["topic"]["nullable"]
