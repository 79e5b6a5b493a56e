"""Failures that no page of ours raised: a page for a browser, a sentence for a script of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from core.web.pages import place_of, wants_fragment


def server_error(request: HttpRequest) -> HttpResponse:
    if wants_fragment(request):
        return _sentence(_("Something broke on our side. Try again."), 500)
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page is older than its reader's sign-in."""
    if wants_fragment(request):
        advice = _("Nothing was changed. Open the page again and repeat the last step.")
        return _sentence(f"{_('This page was open for too long.')} {advice}", 403)
    return render(request, "403_csrf.html", {"page": place_of(request)}, status=403)


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain")
