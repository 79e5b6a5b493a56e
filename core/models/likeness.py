from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Fingerprint(models.Model):
    """A MinHash signature of a version's text, and what of it the index finds it by."""

    version = models.OneToOneField(
        "core.Version",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="fingerprint",
    )
    signature = models.BinaryField(help_text="Empty: the text is too short to compare.")
    bands = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")
        indexes = [GinIndex(fields=["bands"], name="fingerprint_bands")]

    def __str__(self) -> str:
        return f"{self.version_id}"


class Unlike(models.Model):
    """A person said that a document is no version of another, however alike they are."""

    document = models.ForeignKey(
        "core.Document", on_delete=models.CASCADE, related_name="unlike"
    )
    other = models.ForeignKey(
        "core.Document", on_delete=models.CASCADE, related_name="+"
    )
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("declined likeness")
        verbose_name_plural = _("declined likenesses")
        constraints = [
            models.UniqueConstraint(fields=["document", "other"], name="unlike_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} ≁ {self.other_id}"
