"""Around every page: the reader's time zone, and expected failures as a page or a sentence."""

from __future__ import annotations

import functools
import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from core.exceptions import expected
from core.web.failures import failed

Next = Callable[[HttpRequest], HttpResponse]

TIME_ZONE_COOKIE = "tz"


class LocalTime:
    """Times are shown in the time zone that the browser names."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get(TIME_ZONE_COOKIE, "")
        if name not in known_zones():
            return self.get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(name)):
            return self.get_response(request)


@functools.cache
def known_zones() -> frozenset[str]:
    """Looked up once: the standard library walks its whole folder of zones each time."""
    return frozenset(zoneinfo.available_timezones())


class ProductErrors:
    """An expected failure of a page becomes its message; the API has its own handler."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # One address, two answers: the browser must not show a script's fragment as the page.
        patch_vary_headers(response, ["HX-Request"])
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            return _no_page(request, response)
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        failure = expected(exception)
        return None if failure is None else failed(request, failure)


def _no_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Where a form is sent, nothing is to be seen; a browser would show an empty page."""
    context = {"message": _("There is nothing at this address."), "status": 404}
    page = render(request, "web/error.html", context, status=response.status_code)
    page["Allow"] = response["Allow"]
    return page
