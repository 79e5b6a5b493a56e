from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import access
from core.api.base import Body, Reference
from core.models import Decision
from core.selectors.documents import candidates_of


class DocumentDecision(serializers.ModelSerializer[Decision]):
    """The decision that put the document where it is."""

    class Meta:
        model = Decision
        fields = [
            "id",
            "source",
            "outcome",
            "probability",
            "threshold",
            "actor",
            "model",
            "created_at",
        ]


class CandidateOut(serializers.Serializer[Any]):
    project = serializers.IntegerField()
    name = serializers.CharField()
    probability = serializers.FloatField()


class DecisionIn(Body):
    project = Reference(
        access.access_project,
        allow_null=True,
        help_text="The project it belongs to; null for “none of these”.",
    )


class DecisionOut(serializers.ModelSerializer[Decision]):
    """A line of the log. Projects that the reader may not see are left out."""

    version = serializers.IntegerField(source="version.number", read_only=True)
    model_digest = serializers.CharField(
        source="model.digest", read_only=True, allow_null=True, default=None
    )
    project = serializers.SerializerMethodField()
    project_name = serializers.SerializerMethodField()
    candidates = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = [
            "id",
            "version",
            "source",
            "outcome",
            "project",
            "project_name",
            "actor",
            "probability",
            "score",
            "threshold",
            "model",
            "model_digest",
            "candidates",
            "undoes",
            "created_at",
        ]

    @property
    def _names(self) -> Mapping[int, str]:
        names: Mapping[int, str] = self.context["project_names"]
        return names

    def get_project(self, decision: Decision) -> int | None:
        return decision.project_id if decision.project_id in self._names else None

    def get_project_name(self, decision: Decision) -> str | None:
        return self._names.get(decision.project_id or 0)

    @extend_schema_field(CandidateOut(many=True))
    def get_candidates(self, decision: Decision) -> Any:
        return CandidateOut(candidates_of(decision, self._names), many=True).data


class TermOut(serializers.Serializer[Any]):
    """A word of the text, or of the title when it has no place in the text."""

    term = serializers.CharField()
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    weight = serializers.FloatField(
        help_text="Its share of the lead; below 0: against."
    )


class PrecedentOut(serializers.Serializer[Any]):
    document = serializers.IntegerField()
    title = serializers.CharField()
    project = serializers.IntegerField(allow_null=True)
    similarity = serializers.FloatField()


class ReasonsOut(serializers.Serializer[Any]):
    """Why, against the runner-up: terms, rest and bias add up to the score."""

    project = serializers.IntegerField(allow_null=True)
    runner_up = serializers.IntegerField(allow_null=True)
    score = serializers.FloatField()
    bias = serializers.FloatField()
    rest = serializers.FloatField()
    terms = TermOut(many=True)
    precedents = PrecedentOut(many=True)


class DecisionDetail(DecisionOut):
    reasons = serializers.SerializerMethodField()

    class Meta(DecisionOut.Meta):
        fields = [*DecisionOut.Meta.fields, "reasons"]

    @extend_schema_field(ReasonsOut(allow_null=True))
    def get_reasons(self, decision: Decision) -> Any:
        found = self.context["reasons"]
        return None if found is None else ReasonsOut(found).data
