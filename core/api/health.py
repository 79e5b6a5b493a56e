"""``/healthz`` and ``/readyz``: for load balancers, without a token."""

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.services.health import readiness


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and a worker are there; model and MLflow are told."""
    found = readiness()
    body = {"status": "ready" if found.ready else "not ready", **asdict(found)}
    return JsonResponse(body, status=200 if found.ready else 503)
