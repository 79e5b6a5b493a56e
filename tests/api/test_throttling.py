"""Limits are counted in the database: no process has a limit of its own."""

import pytest
from rest_framework.test import APIClient

from core.api.throttling import SharedRateThrottle
from core.models import RateWindow
from core.services.people import rates
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WRONG = {"username": "editor", "password": "guess"}


@pytest.fixture(autouse=True)
def rate(monkeypatch: pytest.MonkeyPatch) -> None:
    # A day: no test runs over the end of a window, but at midnight.
    monkeypatch.setattr(SharedRateThrottle, "THROTTLE_RATES", {"token": "3/day"})


def guess(address: str = "10.0.0.1", **headers: str) -> int:
    answer = APIClient().post(
        "/api/v1/token/", WRONG, REMOTE_ADDR=address, headers=headers
    )
    return int(answer.status_code)


def test_the_limit_holds_and_says_when_to_come_again(cast: Cast) -> None:
    assert [guess() for _ in range(5)] == [401, 401, 401, 429, 429]
    answer = APIClient().post("/api/v1/token/", WRONG, REMOTE_ADDR="10.0.0.1")
    assert answer.json()["code"] == "too-many-requests"
    assert 0 < int(answer["Retry-After"]) <= 86400


def test_the_limit_is_told_in_the_language_of_who_asks(cast: Cast) -> None:
    for _ in range(3):
        guess()
    answer = APIClient().post(
        "/api/v1/token/",
        WRONG,
        REMOTE_ADDR="10.0.0.1",
        headers={"Accept-Language": "ru"},
    )
    assert answer.json()["detail"].startswith("Слишком много запросов. Повторите")
    assert 0 < int(answer["Retry-After"]) <= 86400


def test_everybody_has_a_limit_of_their_own(cast: Cast) -> None:
    assert [guess("10.0.0.1") for _ in range(4)][-1] == 429
    assert guess("10.0.0.2") == 401


def test_a_made_up_forwarding_header_is_no_way_around(cast: Cast) -> None:
    headers = ({"X-Forwarded-For": f"10.9.9.{n}"} for n in range(4))
    assert [guess(**one) for one in headers][-1] == 429


def test_what_another_process_counted_counts(cast: Cast) -> None:
    for _ in range(3):
        rates.count(key="throttle_token_10.0.0.1", seconds=86400)
    assert guess() == 429


def test_windows_that_are_over_are_cleared_away() -> None:
    rates.count(key="old", seconds=86400)
    RateWindow.objects.update(
        ends_at="2000-01-01T00:00Z", begins_at="1999-12-31T00:00Z"
    )
    assert rates.count(key="new", seconds=86400).requests == 1
    assert RateWindow.objects.get().key == "new"
