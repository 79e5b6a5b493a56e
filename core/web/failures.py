"""What went wrong: a page for a browser, a sentence for a script of ours."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from core.exceptions import DATABASE_AWAY, Away, NotSignedIn, ProductError
from core.web.pages import place_of, wants_fragment


def failed(request: HttpRequest, failure: ProductError) -> HttpResponse:
    """An expected failure; without the database, on a page that needs none."""
    if wants_fragment(request):
        response = _sentence(_told(failure), failure.status)
    elif isinstance(failure, NotSignedIn):
        return redirect_to_login(place_of(request))
    elif failure.code == DATABASE_AWAY:
        page = render_to_string("503.html", {"page": place_of(request)})
        response = HttpResponse(page, status=failure.status)
    else:
        context = {"message": str(failure), "status": failure.status}
        response = render(request, "web/error.html", context, status=failure.status)
    if isinstance(failure, Away):
        response["Retry-After"] = str(failure.wait)
    return response


def _told(failure: ProductError) -> str:
    """A script's page was signed in when it was drawn."""
    if isinstance(failure, NotSignedIn):
        return _(
            "You are signed out, so nothing was saved. Load the page anew and sign in."
        )
    return str(failure)


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
