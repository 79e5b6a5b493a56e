import re
from collections.abc import Callable

import pytest
from django.test import Client

from core.models import User

SignIn = Callable[[User], Client]


def tight(page: str) -> str:
    """The page without the white space of its templates' layout."""
    return re.sub(r"\s*([<>])\s*", r"\1", page)


@pytest.fixture
def browse() -> SignIn:
    """A browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
