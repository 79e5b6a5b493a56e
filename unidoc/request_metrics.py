"""Counts and times every request by the pattern of its route."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from core.metrics import HTTP_DURATION, HTTP_REQUESTS

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Static files, refused hosts, addresses that do not exist: one label for all of them.
NO_ROUTE = "(none)"


class RequestMetrics:
    """Outermost middleware, so that what the others take is in the time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - begun
        method = request.method if request.method in METHODS else "OTHER"
        route = _route(request)
        HTTP_DURATION.labels(method, route).observe(seconds)
        HTTP_REQUESTS.labels(method, route, response.status_code).inc()
        return response


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return f"/{match.route}" if match else NO_ROUTE
