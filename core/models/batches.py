from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import BatchKind, BatchState, Foreseen, ItemReason, ItemState


class Batch(models.Model):
    """One act on many documents: previewed, applied and undone as one.

    ``params`` say what is done, and to which documents; ``items`` hold each document's
    preview and result.
    """

    kind = models.CharField(max_length=16, choices=BatchKind.choices)
    state = models.CharField(
        max_length=10, choices=BatchState.choices, default=BatchState.PREVIEWED
    )
    params = models.JSONField(default=dict)
    job = models.ForeignKey(
        "core.Job",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The work on it that was asked for last, if it runs by itself.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BatchState.values), name="batch_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BatchItem(models.Model):
    """A document of a batch: what would happen to it, and what did.

    ``before`` is what the act found; it is left alone if that has changed by the time.
    ``after`` is what the act makes of it.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    document = models.ForeignKey(
        "core.Document", on_delete=models.CASCADE, related_name="+"
    )
    foreseen = models.CharField(
        max_length=12, choices=Foreseen.choices, default=Foreseen.UNSEEN
    )
    state = models.CharField(
        max_length=8, choices=ItemState.choices, default=ItemState.WAITING
    )
    reason = models.CharField(max_length=12, choices=ItemReason.choices, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    decision = models.ForeignKey(
        "core.Decision",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("document of a batch")
        verbose_name_plural = _("documents of a batch")
        ordering = ("id",)
        indexes = [
            models.Index(fields=["batch", "foreseen", "state"], name="item_of_batch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "document"], name="item_once_in_batch"
            ),
            models.CheckConstraint(
                condition=Q(foreseen__in=Foreseen.values)
                & Q(state__in=ItemState.values),
                name="item_words_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.document_id}"
