"""Sign in by token, refresh once, sign out; a stolen token ends its family."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from core.models import User

URL = "/api/v1/token/"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("anna", password="correct horse 9")


@pytest.fixture
def api() -> APIClient:
    return APIClient()


def sign_in(api: APIClient) -> dict[str, str]:
    pair: dict[str, str] = api.post(
        URL, {"username": "anna", "password": "correct horse 9"}
    ).json()
    return pair


def refresh(api: APIClient, token: str) -> Any:
    return api.post(f"{URL}refresh/", {"refresh": token})


def me(api: APIClient, token: str) -> int:
    answer = api.get("/api/v1/users/me/", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


def test_a_wrong_password_is_401(user: User, api: APIClient) -> None:
    answer = api.post(URL, {"username": "anna", "password": "wrong"})
    assert (answer.status_code, answer.json()["code"]) == (401, "bad-credentials")


def test_an_unknown_user_gets_the_same_answer(user: User, api: APIClient) -> None:
    unknown = api.post(URL, {"username": "nobody", "password": "x"}).json()
    wrong = api.post(URL, {"username": "anna", "password": "x"}).json()
    assert unknown["detail"] == wrong["detail"]


def test_the_access_token_opens_the_door(user: User, api: APIClient) -> None:
    assert me(api, sign_in(api)["access"]) == 200
    assert me(api, "made.up.token") == 401


@pytest.mark.parametrize("header", ["Bearer made.up.token", "Bearer", "Bearer a b"])
def test_a_token_that_is_not_valid_is_told_in_words(
    user: User, api: APIClient, header: str
) -> None:
    asked = {"Authorization": header, "Accept-Language": "ru"}
    answer = api.get("/api/v1/users/me/", headers=asked)
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (401, "not-signed-in")
    assert problem["detail"].startswith("Этот токен доступа")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_refresh_gives_the_next_pair(user: User, api: APIClient) -> None:
    first = sign_in(api)
    second = refresh(api, first["refresh"]).json()
    assert second["refresh"] != first["refresh"]
    assert me(api, second["access"]) == 200
    assert refresh(api, second["refresh"]).status_code == 200


def test_a_used_token_ends_the_whole_family(user: User, api: APIClient) -> None:
    first = sign_in(api)
    second = refresh(api, first["refresh"]).json()
    again = refresh(api, first["refresh"])
    assert (again.status_code, again.json()["code"]) == (401, "token-reused")
    assert refresh(api, second["refresh"]).json()["code"] == "bad-token"


def test_another_sign_in_is_another_family(user: User, api: APIClient) -> None:
    first, other = sign_in(api), sign_in(api)
    refresh(api, first["refresh"])
    refresh(api, first["refresh"])
    assert refresh(api, other["refresh"]).status_code == 200


def test_sign_out_ends_the_family(user: User, api: APIClient) -> None:
    pair = sign_in(api)
    assert api.post(f"{URL}logout/", {"refresh": pair["refresh"]}).status_code == 204
    assert refresh(api, pair["refresh"]).status_code == 401


def test_an_access_token_is_no_refresh_token(user: User, api: APIClient) -> None:
    assert refresh(api, sign_in(api)["access"]).json()["code"] == "bad-token"


def test_a_new_password_ends_every_token(user: User, api: APIClient) -> None:
    pair = sign_in(api)
    user.set_password("another horse 9")
    user.save()
    assert me(api, pair["access"]) == 401
    assert refresh(api, pair["refresh"]).status_code == 401


def test_a_disabled_user_is_out(user: User, api: APIClient) -> None:
    pair = sign_in(api)
    user.is_active = False
    user.save()
    assert me(api, pair["access"]) == 401
    assert refresh(api, pair["refresh"]).status_code == 401
