"""What drf-spectacular cannot see by itself: references, closed bodies, problems as answers."""

from typing import Any

from drf_spectacular.extensions import (
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `type` and `code` are stable; `detail` is for people.",
    "properties": {
        "type": {"type": "string", "example": "urn:unidoc:problem:not-found"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "RFC 6901"},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
        "data": {"type": "object"},
    },
    "required": ["type", "title", "status", "code", "detail", "instance", "request_id"],
}


class ReferenceExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """An object named by its id."""

    target_class = "core.api.base.Reference"

    def map_serializer_field(
        self, auto_schema: AutoSchema, direction: str
    ) -> dict[str, str]:
        return {"type": "integer"}


class BodyExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """A body with fields that are not declared is refused."""

    target_class = "core.api.base.Body"
    match_subclasses = True

    def map_serializer(
        self, auto_schema: AutoSchema, direction: str
    ) -> dict[str, object]:
        schema: dict[str, object] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        if direction == "request":
            schema["additionalProperties"] = False
        return schema


def add_problems(result: dict[str, Any], **_options: object) -> dict[str, Any]:
    """Say of each operation that its failures are problems."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict) and "responses" in operation:
                answer = {"description": "A problem.", "content": content}
                operation["responses"].setdefault("default", answer)
    return result
