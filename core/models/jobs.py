from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import JobKind, JobState

# What ended so leaves work undone, and may be tried again.
RETRIABLE_STATES = (JobState.FAILED, JobState.CANCELLED)
FINISHED_STATES = (JobState.DONE, *RETRIABLE_STATES)


class Job(models.Model):
    """Work that a person can watch: where it is, and why it failed if it did."""

    kind = models.CharField(max_length=12, choices=JobKind.choices)
    state = models.CharField(
        max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    step = models.CharField(max_length=100, blank=True)
    progress = models.FloatField(default=0.0, help_text="0 to 1.")
    params = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    failure_code = models.CharField(max_length=40, blank=True)
    failure_reason = models.TextField(blank=True)
    traceback = models.TextField(blank=True, help_text="For the operator alone.")
    attempts = models.PositiveSmallIntegerField(default=0)
    version = models.ForeignKey(
        "core.Version",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="jobs",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-id",)
        indexes = [models.Index(fields=["kind", "state"], name="job_kind_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="job_state_known"
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0) & Q(progress__lte=1),
                name="job_progress_range",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=JobKind.TRAIN)
                & Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="job_one_training",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"
