"""What may act in a user's name."""

from django.utils import timezone

from core.models import RefreshFamily, User


def living_families(user: User) -> list[RefreshFamily]:
    """The user's refresh tokens that still work, the newest first."""
    living = user.refresh_families.filter(
        revoked_at=None, expires_at__gt=timezone.now()
    )
    return list(living.order_by("-created_at")[:50])
