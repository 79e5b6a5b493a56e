"""Two log lines for each request, with its id and its user, and nothing that was typed."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_structlog.middlewares import RequestMiddleware

from core.exceptions import DATABASE_FAILURES

SECRET_ARGUMENTS = ("token", "uidb64")


class RequestLog(RequestMiddleware):
    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Name the user. Without the database nobody is named: asked once, for it may take seconds,
        and told by the view, if that needs it.
        """
        if hasattr(request, "_user_is_unknown"):
            return
        try:
            RequestMiddleware.bind_user_id(request)
        except DATABASE_FAILURES:
            request._user_is_unknown = True  # type: ignore[attr-defined]

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path. The query is left out, for people search for names; so is the
        secret in the link of a forgotten password.
        """
        return f"{request.method} {_without_secrets(request.path)}"


def _without_secrets(path: str) -> str:
    try:
        arguments = resolve(path).kwargs
    except Resolver404:
        return path
    for name in SECRET_ARGUMENTS:
        if name in arguments:
            path = path.replace(str(arguments[name]), f"<{name}>")
    return path
