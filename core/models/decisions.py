from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import DecisionSource, Outcome

HAS_ANSWERED = Q(evidence__has_key="answers")


class Decision(models.Model):
    """Who says where a version of a document belongs, and why. Append-only.

    ``project`` is where the decision puts the document: set exactly when ``outcome`` is
    *filed*. What a machine merely suggests is in ``candidates``, best first, as
    ``{"project": id, "probability": 0..1, "score": float}``.
    """

    document = models.ForeignKey(
        "core.Document", on_delete=models.CASCADE, related_name="decisions"
    )
    version = models.ForeignKey(
        "core.Version", on_delete=models.CASCADE, related_name="decisions"
    )
    source = models.CharField(max_length=8, choices=DecisionSource.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    project = models.ForeignKey(
        "core.Project",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    model = models.ForeignKey(
        "core.TrainedModel",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    probability = models.FloatField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    threshold = models.FloatField(null=True, blank=True)
    candidates = models.JSONField(default=list)
    evidence = models.JSONField(default=dict)
    batch = models.ForeignKey(
        "core.Batch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    undoes = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="undone_by",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("id",)
        indexes = [
            models.Index(fields=["document", "-id"], name="decision_document"),
            models.Index(fields=["source", "-id"], name="decision_source"),
            # What is new since a moment: each process asks that before it asks its model.
            models.Index(fields=["created_at"], name="decision_created"),
            # Live truth: answers of a time, the answer to a decision, the audit sample.
            models.Index(
                fields=["created_at"], condition=HAS_ANSWERED, name="decision_answered"
            ),
            models.Index(
                Cast(KT("evidence__answers"), models.BigIntegerField()),
                condition=HAS_ANSWERED,
                name="decision_answers",
            ),
            models.Index(
                fields=["model"],
                condition=Q(evidence__has_key="audit"),
                name="decision_audited",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=DecisionSource.values)
                & Q(outcome__in=Outcome.values),
                name="decision_words_known",
            ),
            models.CheckConstraint(
                condition=(Q(outcome=Outcome.FILED) & Q(project__isnull=False))
                | (~Q(outcome=Outcome.FILED) & Q(project__isnull=True)),
                name="decision_filed_has_project",
            ),
            models.CheckConstraint(
                condition=~Q(source=DecisionSource.MACHINE) | Q(model__isnull=False),
                name="decision_machine_has_model",
            ),
            models.CheckConstraint(
                condition=~Q(source=DecisionSource.PERSON) | Q(actor__isnull=False),
                name="decision_person_has_actor",
            ),
            models.CheckConstraint(
                condition=Q(probability__isnull=True)
                | (Q(probability__gte=0) & Q(probability__lte=1)),
                name="decision_probability_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.outcome} {self.document_id}"

    @property
    def is_human(self) -> bool:
        """Whether a person stands behind it: what a machine must never override."""
        return self.source in (DecisionSource.PERSON, DecisionSource.IMPORT)
