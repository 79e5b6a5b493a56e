"""User accounts, as administrators keep them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import access
from core.exceptions import Conflict
from core.models import User
from core.services import audit, changes


@transaction.atomic
def create_user(*, actor: User, password: str, values: Mapping[str, Any]) -> User:
    """Create an account; ``values`` are its fields, ``username`` among them."""
    access.require_staff(actor)
    user = User(**values)
    user.set_password(password)
    user.save()
    audit.record(
        actor=actor,
        action="user.create",
        subject=user,
        after={"username": user.username, "is_staff": user.is_staff},
    )
    return user


@transaction.atomic
def update_user(*, actor: User, user: User, values: Mapping[str, Any]) -> User:
    """Change an account. Nobody takes their own rights away."""
    access.require_staff(actor)
    loses = not values.get("is_staff", True) or not values.get("is_active", True)
    if user.pk == actor.pk and loses:
        raise Conflict(
            _("You cannot take away your own rights. Ask another administrator."),
            code="own-rights",
        )
    changes.apply(actor=actor, subject=user, values=values)
    return user
