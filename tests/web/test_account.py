from typing import Any

import pytest
from django.conf import settings as configured
from django.core import mail
from django.test import Client

from core.api.throttling import SharedRateThrottle
from core.models import RefreshFamily
from tests.cast import Cast
from tests.web.conftest import SignIn


def test_signing_in_speaks_the_profiles_language(cast: Cast, client: Client) -> None:
    cast.editor.language = "ru"
    cast.editor.save()
    given = {"username": "editor", "password": "editor-pw-1"}
    client.post("/sign-in/", given)
    assert client.cookies[configured.LANGUAGE_COOKIE_NAME].value == "ru"
    assert '<html lang="ru"' in client.get("/").content.decode()


def test_a_wrong_password_lets_nobody_in(cast: Cast, client: Client) -> None:
    client.post("/sign-in/", {"username": "editor", "password": "wrong"})
    assert client.get("/").status_code == 302


def test_the_administration_has_no_sign_in_of_its_own(
    cast: Cast, client: Client, browse: SignIn
) -> None:
    given = {"username": "admin", "password": "wrong"}
    for answer in (
        client.get("/admin/login/?next=/admin/core/job/"),
        client.post("/admin/login/?next=/admin/core/job/", given),
    ):
        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?next=/admin/core/job/"
    assert browse(cast.admin).get("/admin/login/")["Location"] == "/admin/"
    assert browse(cast.editor).get("/admin/login/").status_code == 403


def test_the_language_is_switched_for_good(cast: Cast, browse: SignIn) -> None:
    browser = browse(cast.editor)
    browser.post("/language/", {"language": "ru", "next": "https://evil.example/"})
    cast.editor.refresh_from_db()
    assert cast.editor.language == "ru"


def test_no_redirect_leaves_the_house(cast: Cast, browse: SignIn) -> None:
    given = {"language": "ru", "next": "https://evil.example/"}
    assert browse(cast.editor).post("/language/", given)["Location"] == "/"


def test_a_forgotten_password(cast: Cast, client: Client) -> None:
    cast.editor.email = "editor@example.org"
    cast.editor.save()
    client.post("/password/reset/", {"email": "editor@example.org"})
    assert "/password/reset/" in mail.outbox[0].body
    link = next(w for w in mail.outbox[0].body.split() if "/password/reset/" in w)
    form = client.get(link.partition("testserver")[2], follow=True)
    new = {"new_password1": "a-Long-enough-1", "new_password2": "a-Long-enough-1"}
    client.post(form.request["PATH_INFO"], new)
    cast.editor.refresh_from_db()
    assert cast.editor.check_password("a-Long-enough-1")


def test_a_token_is_shown_once_and_revoked(cast: Cast, browse: SignIn) -> None:
    browser = browse(cast.editor)
    assert "readonly" in browser.post("/profile/tokens/").content.decode()
    assert "readonly" not in browser.get("/profile/").content.decode()
    family = RefreshFamily.objects.get(user=cast.editor)
    browse(cast.stranger).post(f"/profile/tokens/{family.pk}/revoke/")
    family.refresh_from_db()
    assert family.revoked_at is None
    browser.post(f"/profile/tokens/{family.pk}/revoke/")
    family.refresh_from_db()
    assert family.revoked_at is not None


def test_guessing_is_slowed_down_on_page_and_api_together(
    cast: Cast, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIGN_INS_A_MINUTE = 2
    monkeypatch.setattr(SharedRateThrottle, "THROTTLE_RATES", {"token": "2/min"})
    wrong = {"username": "editor", "password": "wrong"}
    client.post("/api/v1/token/", wrong, content_type="application/json")
    codes = [client.post("/sign-in/", wrong).status_code for _ in range(2)]
    right = {"username": "editor", "password": "editor-pw-1"}
    refused = client.post("/sign-in/", right)
    if refused.status_code == 302:  # the minute has just turned
        return
    assert (codes, refused.status_code) == ([200, 429], 429)
    assert "Too many attempts" in refused.content.decode()
    assert 0 < int(refused["Retry-After"]) <= 60
    assert client.get("/sign-in/").status_code == 200


def test_asking_for_resets_is_slowed_down(
    cast: Cast, client: Client, settings: Any
) -> None:
    settings.SIGN_INS_A_MINUTE = 0
    given = {"email": "editor@example.org"}
    assert client.post("/password/reset/", given).status_code == 429
    assert mail.outbox == []
