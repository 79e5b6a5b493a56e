from django.db import models
from django.utils.translation import gettext_lazy as _


class RateWindow(models.Model):
    """How often somebody asked within one span of time; kept until that is over."""

    key = models.CharField(max_length=200)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    requests = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("rate window")
        verbose_name_plural = _("rate windows")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "begins_at"], name="rate_window_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.requests}"
