from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Tombstone(models.Model):
    """What is left of a document after the trash was emptied: that it was, and who learnt of it.

    The row comes with the deletion. ``finished_at`` is empty while its files and its rows in
    snapshots still have to go; ``originals`` names the former.
    """

    document = models.BigIntegerField(unique=True, help_text="The number it had.")
    project = models.ForeignKey(
        "core.Project",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    versions = models.PositiveIntegerField()
    originals = models.JSONField(default=list)
    seen_by = models.ManyToManyField(
        "core.TrainedModel",
        blank=True,
        related_name="tombstones",
        help_text="Models that were trained or measured on it.",
    )
    trashed_at = models.DateTimeField()
    purged_at = models.DateTimeField(default=timezone.now, editable=False)
    purged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Nobody: the retention period did it.",
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.document} †"
