"""Users: profiles, and the accounts that act for the machine room."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from core.models import User
from core.services import changes


@transaction.atomic
def update_profile(*, actor: User, values: Mapping[str, Any]) -> User:
    """Change one's own account; columns stay in the order given, each once."""
    cleaned = dict(values)
    if "document_columns" in values:
        cleaned["document_columns"] = list(dict.fromkeys(values["document_columns"]))
    changes.apply(actor=actor, subject=actor, values=cleaned)
    return actor


def service_account(name: str) -> User:
    """The account that commands act as when no person is named; nobody can sign in as it."""
    closed = {"is_staff": True, "is_reviewer": True, "password": make_password(None)}
    return User.objects.get_or_create(username=name, defaults=closed)[0]
