"""How often a form may be posted from one address, counted over all processes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext
from rest_framework.throttling import BaseThrottle

from core.services.people import rates

if TYPE_CHECKING:
    from django.views.generic.edit import FormView

    Base = FormView[Any]
else:
    Base = object

A_MINUTE = 60
TOO_MANY = 429


class Limited(Base):
    """Before a form view of Django's; beyond the limit the form comes back with a sentence.

    ``scope`` names the counter: sign-ins by page and by API share one.
    """

    scope = "token"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        counted = rates.count(key=_key(self.scope, request), seconds=A_MINUTE)
        if counted.requests <= settings.SIGN_INS_A_MINUTE:
            return super().post(request, *args, **kwargs)
        return self._refused(request, math.ceil(counted.seconds_left))

    def _refused(self, request: HttpRequest, seconds: int) -> HttpResponse:
        # An empty form: one with what was typed would be checked, and so tell something.
        context = self.get_context_data(form=self.get_form_class()())
        context["refusal"] = ngettext(
            "Too many attempts from here. Try again in %(n)d second.",
            "Too many attempts from here. Try again in %(n)d seconds.",
            seconds,
        ) % {"n": seconds}
        response = self.render_to_response(context)
        response.status_code = TOO_MANY
        response["Retry-After"] = str(seconds)
        return response


def _key(scope: str, request: HttpRequest) -> str:
    """As the API's limiter names it, by the address that it counts by."""
    address = BaseThrottle().get_ident(request)  # type: ignore[arg-type]
    return f"throttle_{scope}_{address}"
