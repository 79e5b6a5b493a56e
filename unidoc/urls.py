"""Every address: the web pages, the REST API, the administration, the health checks,
the metrics.
"""

import sys

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.views import defaults

from core.api.health import healthz, readyz
from core.api.metrics import metrics
from core.api.problems import failure_response, problem_response
from core.exceptions import expected
from core.web.failures import failed, server_error


def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in of everybody in place of Django's own, which counts no attempts."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
    if admin.site.has_permission(request):
        return redirect("admin:index")
    raise PermissionDenied


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", include("core.api.urls")),
    path("admin/login/", admin_sign_in),
    path("admin/", admin.site.urls),
    path("", include("core.web.urls")),
]


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        return problem_response(request, "malformed", 400)
    return defaults.bad_request(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        return problem_response(request, "not-found", 404)
    return defaults.page_not_found(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    """Also for an expected failure of a middleware, which no view's handler sees."""
    exception = sys.exception()
    failure = expected(exception) if isinstance(exception, Exception) else None
    if failure is None:
        if _is_api(request):
            return problem_response(request, "internal", 500)
        return server_error(request)
    if _is_api(request):
        return failure_response(request, failure)
    return failed(request, failure)
