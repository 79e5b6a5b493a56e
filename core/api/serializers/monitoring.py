"""A model at work, and what is missing for the next one."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.models import TestedDocument
from core.selectors.drift import ShownLook
from core.selectors.live_truth import Sample, Week
from core.selectors.model_page import Readiness


class SampleOut(serializers.Serializer[Sample]):
    """The random audit sample of the champion against the error budget; shares of 1."""

    audited = serializers.IntegerField()
    wrong = serializers.IntegerField()
    error = serializers.FloatField(allow_null=True)
    interval = serializers.ListField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text="Of the error: exact, 95 %.",
    )
    allowed = serializers.FloatField(allow_null=True)
    evidence = serializers.FloatField(
        help_text="That the budget is broken; from 1 on, filing steps down to suggesting."
    )


class WeekOut(serializers.Serializer[Week]):
    """One week of live decisions and of people's answers; shares of 1."""

    start = serializers.DateField()
    decided = serializers.IntegerField()
    estimated = serializers.FloatField(
        allow_null=True, help_text="Accuracy as the calibrated probabilities expect it."
    )
    answered = serializers.IntegerField()
    accuracy = serializers.FloatField(allow_null=True)
    audited = serializers.IntegerField()
    audit_error = serializers.FloatField(allow_null=True)
    audit_interval = serializers.ListField(
        child=serializers.FloatField(), allow_null=True
    )
    allowed = serializers.FloatField(allow_null=True)


@extend_schema_serializer(many=False)
class LiveTruthOut(serializers.Serializer[Any]):
    """How right the machine is on live documents, of the last half year."""

    model = serializers.IntegerField(allow_null=True)
    filing_paused_at = serializers.DateTimeField(allow_null=True)
    filing_paused_because = serializers.CharField(allow_blank=True)
    sample = SampleOut(allow_null=True)
    weeks = WeekOut(many=True)


class SignalOut(serializers.Serializer[Any]):
    """One thing that is watched: alarming when ``p_value`` is at most ``limit``."""

    name = serializers.CharField()
    before = serializers.FloatField(allow_null=True)
    now = serializers.FloatField(allow_null=True)
    p_value = serializers.FloatField()
    limit = serializers.FloatField()
    alarming = serializers.BooleanField()


class DriftLookOut(serializers.Serializer[ShownLook]):
    """One look; ``words`` and ``documents`` are those of the drivers that you may see."""

    id = serializers.IntegerField(source="look.pk")
    model = serializers.IntegerField(source="look.model_id")
    created_at = serializers.DateTimeField(source="look.created_at")
    looked_at = serializers.IntegerField(source="look.documents")
    alarm = serializers.BooleanField(source="look.alarm")
    signals = SignalOut(many=True, source="look.signals")
    words = serializers.ListField(child=serializers.CharField())
    documents = serializers.SerializerMethodField()
    hidden = serializers.IntegerField()

    def get_documents(self, shown: ShownLook) -> list[int]:
        return [document.pk for document in shown.documents]


class ProjectReadinessOut(serializers.Serializer[Readiness]):
    """How many documents people put into a project, and how many more are wanted."""

    project = serializers.IntegerField(source="project.pk")
    name = serializers.CharField(source="project.name")
    labelled = serializers.IntegerField()
    for_first = serializers.IntegerField(help_text="More, and a model can learn it.")
    for_better = serializers.IntegerField(help_text="More, and it is known well.")


@extend_schema_serializer(many=False)
class ReadinessOut(serializers.Serializer[Any]):
    """What is missing for a first model (empty: nothing) and for a better one."""

    missing = serializers.CharField(allow_blank=True)
    projects = ProjectReadinessOut(many=True)


class TestedOut(serializers.ModelSerializer[TestedDocument]):
    """What a model said of a document that it had not seen; labels are project keys."""

    title = serializers.CharField(source="document.title", read_only=True)

    class Meta:
        model = TestedDocument
        fields = ["document", "title", "truth", "said", "outcome", "probability"]


class TestedQuery(serializers.Serializer[Any]):
    """Which of them; empty for any."""

    truth = serializers.CharField(default="")
    said = serializers.CharField(default="")
    wrong = serializers.BooleanField(default=False)
