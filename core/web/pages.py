"""What every page shares: who asks, how a page is shown, how an act ends."""

from __future__ import annotations

import functools
import json
import secrets
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from core.access import signed_in
from core.exceptions import InvalidInput
from core.extraction.tidying import one_line
from core.models import User

UNDOABLE = "undo"
# In digits; the database's largest has 19.
LONGEST_ID = 20


def actor(request: HttpRequest) -> User:
    """The person who asks. Raises ``NotSignedIn``."""
    return signed_in(request.user)


def for_signed_in(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """``view`` for people who are signed in. Raises ``NotSignedIn`` for others."""

    @functools.wraps(view)
    def checked_first(
        request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        actor(request)
        return view(request, *args, **kwargs)

    return checked_first


def show(
    request: HttpRequest, template: str, page: object, *, status: int = 200
) -> HttpResponse:
    """Render a template of ours; it finds its data as ``page``."""
    return render(request, f"web/{template}", {"page": page}, status=status)


def page_of(request: HttpRequest, rows: Any, size: int) -> Page[Any]:
    """The page of a list that the address asks for; one that there is, whatever it asks for."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def typed(given: QueryDict, name: str, longest: int) -> str:
    """What came in a field that no form checks, on one line and without what is not seen."""
    return one_line(given.get(name, ""))[:longest]


def ids(typed: Iterable[str]) -> list[int]:
    """Ids out of an address or a form; what cannot be one is left out."""
    return [int(one) for one in typed if one.isdecimal() and len(one) < LONGEST_ID]


def wants_fragment(request: HttpRequest) -> bool:
    """Whether a script of ours asks, and not the browser for a whole page."""
    return request.headers.get("HX-Request") == "true"


def after(request: HttpRequest, message: str, to: str, *args: object) -> HttpResponse:
    """End an act: tell what happened, if anything, and go to a page by its name."""
    if message:
        messages.success(request, message)
    return redirect(to, *args)


def back(request: HttpRequest, message: str, fallback: str) -> HttpResponse:
    """End an act where it began: the form's ``next``, if it is an address of ours."""
    if message:
        messages.success(request, message)
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if ours else fallback)


def place_of(request: HttpRequest) -> str:
    """The page that is asked for; of a form, the page that it stood on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return reverse("web:home")
    return urlunsplit(("", "", came_from.path, came_from.query, ""))


def said(message: str) -> HttpResponse:
    """An answer to a script whose page stays as it is, and tells the message."""
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({"say": {"text": message}})
    return response


def offer_undo(request: HttpRequest, message: str, last: dict[str, Any]) -> None:
    """Tell what happened, beside a button that takes this act back and no other.

    ``last`` is what ``web:documents-undo`` finds in the session.
    """
    key = secrets.token_hex(4)
    request.session["undo"] = {**last, "key": key}
    messages.success(request, message, extra_tags=f"{UNDOABLE} {key}")


def saved(form: BaseForm, write: Callable[[dict[str, Any]], object]) -> bool:
    """Hand a valid form to a service; what the service refuses becomes the form's errors."""
    if not form.is_valid():
        return False
    try:
        write(form.cleaned_data)
    except InvalidInput as refusal:
        _add_errors(form, refusal)
        return False
    return True


def checked(form: BaseForm) -> dict[str, Any]:
    """What a form of one line holds. Raises ``InvalidInput`` with its first complaint."""
    if form.is_valid():
        return form.cleaned_data
    complaints = [str(text) for errors in form.errors.values() for text in errors]
    raise InvalidInput(complaints[0])


def _add_errors(form: BaseForm, refusal: InvalidInput) -> None:
    named = {name: text for name, text in refusal.fields.items() if name in form.fields}
    for name, text in (named or {NON_FIELD_ERRORS: refusal.message}).items():
        form.add_error(None if name == NON_FIELD_ERRORS else name, str(text))
