"""Signing in by token: a short access token and a rotating refresh token.

Each sign-in starts a family. A refresh token works once; one that comes back after it was
used ends its whole family, since one of the two holders stole it (RFC 9700, 4.14.2).
"""

import uuid
from dataclasses import dataclass

from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from core.exceptions import NotSignedIn
from core.models import RefreshFamily, User

FAMILY = "family"


@dataclass(frozen=True, slots=True)
class TokenPair:
    access: str
    refresh: str


def sign_in(*, request: HttpRequest | None, username: str, password: str) -> TokenPair:
    """Exchange a name and password for tokens. Raises :class:`NotSignedIn`."""
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        raise NotSignedIn(
            _("The user name or the password is wrong."), code="bad-credentials"
        )
    token = _new_token(user)
    family = RefreshFamily(id=uuid.uuid4(), user=user)
    return _issue(family, token)


def issue(*, actor: User) -> TokenPair:
    """Tokens for someone who has signed in already, such as for a script of theirs."""
    return _issue(RefreshFamily(id=uuid.uuid4(), user=actor), _new_token(actor))


def revoke(*, actor: User, family: str) -> None:
    """End one of the actor's own families; of others' it does nothing."""
    actor.refresh_families.filter(id=family, revoked_at=None).update(
        revoked_at=timezone.now()
    )


def refresh(*, refresh_token: str) -> TokenPair:
    """Exchange the newest refresh token of a family for the next pair.

    Raises :class:`NotSignedIn`; a token that was used before also ends its family.
    """
    token = _verified(refresh_token)
    with transaction.atomic():
        family = _living_family(token)
        replayed = family.current_jti != token["jti"]
        if replayed:
            _revoke(family)
        else:
            pair = _issue(family, _new_token(family.user))
    if replayed:
        raise NotSignedIn(
            _("This refresh token was used before. Sign in again."), code="token-reused"
        )
    return pair


def sign_out(*, refresh_token: str) -> None:
    """End the family of a refresh token. Signing out twice is no error."""
    token = _verified(refresh_token)
    RefreshFamily.objects.filter(id=token[FAMILY], revoked_at=None).update(
        revoked_at=timezone.now()
    )


def forget_ended() -> None:
    """Delete what no sign-in can come back to: families and sessions beyond their time."""
    RefreshFamily.objects.filter(expires_at__lt=timezone.now()).delete()
    call_command("clearsessions")


def _new_token(user: User) -> RefreshToken:
    token: RefreshToken = RefreshToken.for_user(user)
    return token


def _issue(family: RefreshFamily, token: RefreshToken) -> TokenPair:
    token[FAMILY] = str(family.id)
    family.current_jti = token["jti"]
    family.expires_at = timezone.now() + token.lifetime
    family.save()
    return TokenPair(str(token.access_token), str(token))


def _verified(refresh_token: str) -> RefreshToken:
    try:
        token = RefreshToken(refresh_token)  # type: ignore[arg-type] # takes the encoded text
    except TokenError as error:
        raise _bad_token() from error
    if FAMILY not in token:
        raise _bad_token()
    return token


def _living_family(token: RefreshToken) -> RefreshFamily:
    family = (
        RefreshFamily.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(id=token[FAMILY], revoked_at=None, user__is_active=True)
        .first()
    )
    if family is None or not _same_password(token, family.user):
        raise _bad_token()
    return family


def _same_password(token: RefreshToken, user: User) -> bool:
    """Whether the password is still the one that the token was given for."""
    claim = token.get(api_settings.REVOKE_TOKEN_CLAIM)
    return bool(claim == get_md5_hash_password(user.password))


def _revoke(family: RefreshFamily) -> None:
    family.revoked_at = timezone.now()
    family.save(update_fields=["revoked_at"])


def _bad_token() -> NotSignedIn:
    return NotSignedIn(
        _("This refresh token is not valid any more. Sign in again."), code="bad-token"
    )
