from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers.decisions import CandidateOut
from core.api.serializers.versions import Content
from core.choices import ModelState
from core.models import TrainedModel
from core.selectors.models import paused_text
from core.selectors.shadow import Shadow, shadow_of


class ClassifyIn(Content):
    title = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ClassifyOut(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=["filed", "suggested", "unknown"])
    project = serializers.IntegerField(allow_null=True, help_text="The best guess.")
    name = serializers.CharField(allow_null=True)
    probability = serializers.FloatField()
    threshold = serializers.FloatField(
        allow_null=True, help_text="The score to pass; null: nothing is filed yet."
    )
    score = serializers.FloatField()
    candidates = CandidateOut(many=True)
    model = serializers.IntegerField()


class ModelOut(serializers.ModelSerializer[TrainedModel]):
    serves = serializers.SerializerMethodField()
    tracked = serializers.SerializerMethodField(
        help_text="Whether MLflow has it; if not, it follows when MLflow answers."
    )
    snapshot = serializers.CharField(source="snapshot.digest", read_only=True)
    documents = serializers.IntegerField(source="snapshot.documents", read_only=True)
    projects = serializers.IntegerField(source="snapshot.projects", read_only=True)

    class Meta:
        model = TrainedModel
        fields = [
            "id",
            "digest",
            "state",
            "serves",
            "recipe",
            "snapshot",
            "documents",
            "projects",
            "metrics",
            "size",
            "training_seconds",
            "tracked",
            "mlflow_run_id",
            "mlflow_version",
            "created_at",
            "promoted_at",
        ]

    def get_serves(self, model: TrainedModel) -> bool:
        return model.state == ModelState.CHAMPION

    def get_tracked(self, model: TrainedModel) -> bool:
        return bool(model.mlflow_run_id)


class ShadowOut(serializers.Serializer[Shadow]):
    """Beside the champion on live documents; who was right where people answered."""

    documents = serializers.IntegerField()
    agreed = serializers.IntegerField()
    answered = serializers.IntegerField()
    both_right = serializers.IntegerField()
    only_champion_right = serializers.IntegerField()
    only_challenger_right = serializers.IntegerField()
    both_wrong = serializers.IntegerField()


class ModelDetail(ModelOut):
    report = serializers.SerializerMethodField()
    gate = serializers.SerializerMethodField(
        help_text="The verdict of the trial against the champion, with its evidence."
    )
    shadow = serializers.SerializerMethodField()
    filing_paused_because = serializers.SerializerMethodField(
        help_text="Why it only suggests; empty while it files."
    )

    class Meta(ModelOut.Meta):
        fields = [
            *ModelOut.Meta.fields,
            "params",
            "gate",
            "shadow",
            "filing_paused_at",
            "filing_paused_because",
            "report",
        ]

    def get_gate(self, model: TrainedModel) -> dict[str, Any]:
        return dict(self.context["gate"])

    def get_report(self, model: TrainedModel) -> dict[str, Any]:
        return dict(self.context["report"])

    @extend_schema_field(ShadowOut)
    def get_shadow(self, model: TrainedModel) -> Any:
        return ShadowOut(shadow_of(model)).data

    def get_filing_paused_because(self, model: TrainedModel) -> str:
        return paused_text(model)


class PaperQuery(serializers.Serializer[Any]):
    """Which of a model's papers, in which language."""

    language = serializers.ChoiceField(choices=["en", "ru"], default="en")
    kind = serializers.ChoiceField(choices=["page", "card", "data"], default="page")
