"""Users: profiles, and the accounts that act for the machine room."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.models import User
from core.services import changes


@transaction.atomic
def update_profile(*, actor: User, values: Mapping[str, Any]) -> User:
    changes.apply(actor=actor, subject=actor, values=values)
    return actor


def service_account(name: str) -> User:
    """The account that commands act as when no person is named; nobody can sign in as it."""
    user, created = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_reviewer": True}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
