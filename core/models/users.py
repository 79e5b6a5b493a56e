from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import USUAL_COLUMNS, Column


class User(AbstractUser):
    """A person or a service account. Staff administer; reviewers see the whole inbox."""

    is_reviewer = models.BooleanField(
        _("reviewer"),
        default=False,
        help_text=_("Sees every document that waits in the inbox."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("ru", "Русский"), ("en", "English")],
        default="en",
    )
    wants_letters = models.BooleanField(
        _("letters by e-mail"),
        default=True,
        help_text=_(
            "What concerns you comes to your address too. The bell has it either way."
        ),
    )
    document_columns = ArrayField(
        models.CharField(max_length=10, choices=Column.choices),
        default=list,
        blank=True,
        help_text="Of the list of documents; empty for the usual ones.",
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

    @property
    def gets_letters(self) -> bool:
        return bool(self.email) and self.wants_letters

    @property
    def shown_columns(self) -> list[str]:
        return self.document_columns or [str(column) for column in USUAL_COLUMNS]


class RefreshFamily(models.Model):
    """The chain of refresh tokens that grew out of one sign-in.

    Only the newest token of the chain is good. An older one that comes back was stolen or
    replayed, and then the whole chain ends (RFC 9700, section 4.14.2).
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="refresh_families"
    )
    current_jti = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("refresh token family")
        verbose_name_plural = _("refresh token families")

    def __str__(self) -> str:
        return f"{self.user_id}:{self.id}"
