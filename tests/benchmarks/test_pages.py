"""The benchmark of pages asks for every page that there is."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path, resolve

from benchmarks.busy_house import Busy
from benchmarks.pages import UnknownAddress, addresses
from core.models import User
from core.web.urls import urlpatterns

BUSY = Busy(User(), User(), *range(1, 12))


def test_each_route_has_an_address() -> None:
    asked = {resolve(one.split("?")[0]).url_name for one in addresses(BUSY)}
    assert asked == {pattern.name for pattern in urlpatterns}


def test_a_page_that_nobody_told_it_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    monkeypatch.setattr("core.web.urls.urlpatterns", [path("dogs/<int:pk>/", view)])
    with pytest.raises(UnknownAddress, match="dogs"):
        list(addresses(BUSY))
