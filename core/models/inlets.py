from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.choices import InletKind


class Inlet(models.Model):
    """A way in that workers look at: how far they are, and what they could not take."""

    kind = models.CharField(max_length=8, choices=InletKind.choices)
    place = models.CharField(
        max_length=500, help_text="A folder, or a mailbox as user@host/folder."
    )
    position = models.JSONField(
        default=dict, help_text="What the next look has to know of the last one."
    )
    taken = models.PositiveBigIntegerField(default=0)
    refused = models.JSONField(
        default=list, help_text="What could not be taken, as {name, reason}."
    )
    problem = models.TextField(blank=True, help_text="Why the last look failed.")
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("way in")
        verbose_name_plural = _("ways in")
        ordering = ("kind", "place")
        constraints = [
            models.UniqueConstraint(fields=["kind", "place"], name="inlet_once"),
            models.CheckConstraint(
                condition=Q(kind__in=InletKind.values), name="inlet_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"
