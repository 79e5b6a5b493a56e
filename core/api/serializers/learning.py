from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.base import Line
from core.api.serializers.decisions import CandidateOut
from core.api.serializers.versions import Content
from core.choices import Column, ModelState
from core.models import Job, TrainedModel, User
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


class JobOut(serializers.ModelSerializer[Job]):
    document = serializers.IntegerField(
        source="version.document_id", read_only=True, allow_null=True, default=None
    )
    reason = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "state",
            "step",
            "progress",
            "reason",
            "document",
            "result",
            "created_at",
            "started_at",
            "finished_at",
        ]

    def get_reason(self, job: Job) -> dict[str, str] | None:
        if not job.failure_code:
            return None
        return {"code": job.failure_code, "message": job.failure_reason}


class UserOut(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="display_name", read_only=True)

    class Meta:
        model = User
        fields = [
            "id",
            "username",
            "name",
            "first_name",
            "last_name",
            "email",
            "language",
            "is_staff",
            "is_reviewer",
            "wants_letters",
            "document_columns",
        ]


class UserChange(serializers.Serializer[Any]):
    first_name = Line(max_length=150, required=False, allow_blank=True)
    last_name = Line(max_length=150, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=["ru", "en"], required=False)
    wants_letters = serializers.BooleanField(
        required=False,
        help_text="Whether what concerns you comes to your address too.",
    )
    document_columns = serializers.ListField(
        child=serializers.ChoiceField(choices=Column.choices),
        max_length=len(Column),
        required=False,
        help_text="Of the list of documents; empty for the usual ones.",
    )
