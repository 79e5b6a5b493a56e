from collections.abc import Callable

import pytest
from django.test import Client

from core.models import User

SignIn = Callable[[User], Client]


@pytest.fixture
def browse() -> SignIn:
    """A browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
