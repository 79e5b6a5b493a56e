"""Every failure of the API as ``application/problem+json`` (RFC 9457)."""

import logging
import math
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback
from structlog.contextvars import get_contextvars

from core.exceptions import InvalidInput, ProductError, expected

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:unidoc:problem:"

CODES: Mapping[type[Exception], str] = {
    exceptions.ValidationError: "invalid",
    exceptions.ParseError: "malformed",
    exceptions.NotAuthenticated: "not-signed-in",
    exceptions.AuthenticationFailed: "not-signed-in",
    exceptions.PermissionDenied: "forbidden",
    exceptions.NotFound: "not-found",
    exceptions.MethodNotAllowed: "method-not-allowed",
    exceptions.NotAcceptable: "not-acceptable",
    exceptions.UnsupportedMediaType: "unsupported-media-type",
    exceptions.Throttled: "too-many-requests",
}

Problem = dict[str, object]


def exception_handler(exception: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's hook: turn any exception into a problem; unexpected ones are logged whole."""
    set_rollback()
    path = context["request"].path
    exception = expected(exception) or exception
    problem = _problem_of(exception, path)
    headers = _headers_of(exception)
    return Response(
        problem,
        status=int(str(problem["status"])),
        headers=headers,
        content_type=MEDIA_TYPE,
    )


def problem_response(request: HttpRequest, code: str, http_status: int) -> JsonResponse:
    """A problem for failures outside DRF's views, such as an unknown address."""
    problem = _problem(code, http_status, _standard_detail(http_status), request.path)
    return JsonResponse(problem, status=http_status, content_type=MEDIA_TYPE)


def failure_response(request: HttpRequest, failure: ProductError) -> JsonResponse:
    """An expected failure outside DRF's views, such as of a middleware."""
    problem = _of_product_error(failure, request.path)
    return JsonResponse(
        problem,
        status=failure.status,
        headers=_headers_of(failure),
        content_type=MEDIA_TYPE,
    )


def _problem_of(exception: Exception, path: str) -> Problem:
    if isinstance(exception, ProductError):
        return _of_product_error(exception, path)
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        message = _("Besides files, at most {n} MB can be sent at once.")
        return _problem("too-large", 413, message.format(n=limit), path)
    exception = _as_api_exception(exception)
    if isinstance(exception, exceptions.APIException):
        return _of_api_exception(exception, path)
    logger.error("Unexpected failure of the API", exc_info=exception)
    return _problem("internal", 500, _standard_detail(500), path)


def _as_api_exception(exception: Exception) -> Exception:
    """The refusals of Django and of the token's reader as DRF's, in words for people."""
    if isinstance(exception, Http404):
        return exceptions.NotFound()
    if isinstance(exception, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exception, SuspiciousOperation):
        return exceptions.ParseError(_standard_detail(400))
    if isinstance(exception, exceptions.AuthenticationFailed):
        # Whatever is wrong with a token, its holder does the same about it.
        return exceptions.AuthenticationFailed(
            _("This access token is not valid any more. Refresh it or sign in again.")
        )
    if isinstance(exception, exceptions.Throttled):
        return _throttled(exception)
    return exception


def _throttled(exception: exceptions.Throttled) -> exceptions.APIException:
    seconds = int(getattr(exception, "wait", None) or 0) + 1
    message = _("Too many requests. Try again in {n} s.").format(n=seconds)
    return exceptions.Throttled(detail=message)


def _of_product_error(error: ProductError, path: str) -> Problem:
    problem = _problem(error.code, error.status, str(error.message), path)
    if error.data:
        problem["data"] = dict(error.data)
    if isinstance(error, InvalidInput) and error.fields:
        problem["errors"] = [
            {"pointer": f"#/{name}", "detail": str(text), "code": error.code}
            for name, text in error.fields.items()
        ]
    return problem


def _of_api_exception(exception: exceptions.APIException, path: str) -> Problem:
    code = CODES.get(type(exception), "error")
    if isinstance(exception, exceptions.ValidationError):
        problem = _problem(
            code, exception.status_code, _("Some of what was sent does not fit."), path
        )
        problem["errors"] = list(_field_errors(exception.detail, "#"))
        return problem
    return _problem(code, exception.status_code, str(exception.detail), path)


def _field_errors(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    """Flatten DRF's nested error detail into JSON pointers (RFC 6901)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _field_errors(
                inner, pointer if whole else f"{pointer}/{_escape(name)}"
            )
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _field_errors(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        code = str(getattr(detail, "code", "invalid"))
        yield {"pointer": pointer, "detail": str(detail), "code": code}


def _escape(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def _problem(code: str, http_status: int, detail: str, path: str) -> Problem:
    return {
        "type": f"{TYPE_PREFIX}{code}",
        "title": HTTPStatus(http_status).phrase,
        "status": http_status,
        "code": code,
        "detail": detail,
        "instance": path,
        "request_id": str(get_contextvars().get("request_id", "")),
    }


def _standard_detail(http_status: int) -> str:
    return {
        status.HTTP_400_BAD_REQUEST: _("This request cannot be understood."),
        status.HTTP_403_FORBIDDEN: _("This may not be done."),
        status.HTTP_404_NOT_FOUND: _("There is nothing at this address."),
    }.get(
        http_status,
        _("Something broke on our side. Give the operator the request id."),
    )


def _headers_of(exception: Exception) -> dict[str, str]:
    headers = {}
    if challenge := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(exception, "wait", None)) is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    return headers
