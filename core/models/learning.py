from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import ModelState, Outcome


class TrainingSnapshot(models.Model):
    """A frozen training set, kept by the digest of its content."""

    digest = models.CharField(max_length=64, unique=True)
    as_of = models.DateTimeField()
    documents = models.PositiveIntegerField()
    projects = models.PositiveIntegerField()
    manifest = models.JSONField(default=dict)
    removed_documents = models.PositiveIntegerField(
        default=0, help_text="Deleted since: it can no longer be trained on."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("training snapshot")
        verbose_name_plural = _("training snapshots")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.digest[:12]


class TrainedModel(models.Model):
    """A trained classifier. The one in state *champion* serves, in every process."""

    digest = models.CharField(max_length=64, db_index=True)
    snapshot = models.ForeignKey(
        TrainingSnapshot, on_delete=models.PROTECT, related_name="models"
    )
    recipe = models.CharField(max_length=20)
    state = models.CharField(
        max_length=10, choices=ModelState.choices, default=ModelState.CANDIDATE
    )
    params = models.JSONField(default=dict)
    code_version = models.CharField(max_length=80, blank=True)
    measured_digest = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of its twin, trained without the hold-out: what the gate compares.",
    )
    gate = models.JSONField(default=dict, help_text="The gate's verdict and evidence.")
    metrics = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    size = models.BigIntegerField(_("size in bytes"))
    training_seconds = models.FloatField()
    mlflow_run_id = models.CharField(max_length=64, blank=True)
    mlflow_version = models.CharField(max_length=20, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    promoted_at = models.DateTimeField(null=True, blank=True)
    filing_paused_at = models.DateTimeField(
        null=True, blank=True, help_text="Set: it suggests and files nothing by itself."
    )
    filing_paused_because = models.JSONField(default=dict)
    filing_resumed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("model")
        verbose_name_plural = _("models")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ModelState.values), name="model_state_known"
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=ModelState.CHAMPION),
                name="model_one_champion",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=ModelState.CHALLENGER),
                name="model_one_challenger",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipe} {self.pk}"


class TestedDocument(models.Model):
    """What a model said of a held-out document, when it was measured.

    ``truth`` and ``said`` are project keys. A deleted document takes its row along.
    """

    model = models.ForeignKey(
        TrainedModel, on_delete=models.CASCADE, related_name="tested_documents"
    )
    document = models.ForeignKey(
        "core.Document", on_delete=models.CASCADE, related_name="+"
    )
    truth = models.CharField(max_length=64)
    said = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    probability = models.FloatField()

    class Meta:
        verbose_name = _("tested document")
        verbose_name_plural = _("tested documents")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["model", "document"], name="tested_document_once"
            ),
        ]
        indexes = [
            models.Index(fields=["model", "truth", "said"], name="tested_document_cell")
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.truth} → {self.said}"


class ShadowVerdict(models.Model):
    """What the challenger said, silently, beside a decision of the champion's."""

    model = models.ForeignKey(
        TrainedModel, on_delete=models.CASCADE, related_name="shadow_verdicts"
    )
    decision = models.ForeignKey(
        "core.Decision", on_delete=models.CASCADE, related_name="shadow_verdicts"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    project = models.ForeignKey(
        "core.Project",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Its best guess, filed or not.",
    )
    probability = models.FloatField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("shadow verdict")
        verbose_name_plural = _("shadow verdicts")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["model", "decision"], name="shadow_verdict_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} beside {self.decision_id}: {self.outcome}"


class DriftLook(models.Model):
    """One look at whether the documents have changed since a model's training."""

    model = models.ForeignKey(
        TrainedModel, on_delete=models.CASCADE, related_name="drift_looks"
    )
    documents = models.PositiveIntegerField()
    alarm = models.BooleanField()
    signals = models.JSONField(default=list)
    words = models.JSONField(default=list)
    drivers = models.JSONField(default=list, help_text="Ids of documents.")
    newest = models.BigIntegerField(help_text="Id of the newest version looked at.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("drift look")
        verbose_name_plural = _("drift looks")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.model_id} {self.created_at:%Y-%m-%d}: {self.alarm}"
