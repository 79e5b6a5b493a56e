from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import access
from core.api.base import Reference
from core.models import Decision, Document, Version
from core.selectors.attachments import Family
from core.selectors.difference import DiffPart
from core.services import reading

MAX_TEXT = 5_000_000


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


class Failure(serializers.Serializer[Any]):
    code = serializers.CharField()
    reason = serializers.CharField()


class FileOut(serializers.ModelSerializer[Version]):
    name = serializers.CharField(source="file_name")

    class Meta:
        model = Version
        fields = ["name", "media_type", "size", "sha256"]


class DocumentOut(serializers.ModelSerializer[Document]):
    project_name = serializers.CharField(
        source="project.name", read_only=True, allow_null=True, default=None
    )
    current_version = serializers.IntegerField(
        source="current_version.number", read_only=True
    )
    language = serializers.CharField(
        source="current_version.extraction.language", read_only=True
    )
    file = FileOut(source="current_version", read_only=True)
    decision = DocumentDecision(
        source="standing_decision", read_only=True, allow_null=True
    )
    failure = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = [
            "id",
            "title",
            "status",
            "project",
            "project_name",
            "task",
            "tags",
            "language",
            "owner",
            "current_version",
            "file",
            "decision",
            "failure",
            "warnings",
            "created_at",
            "updated_at",
        ]

    @extend_schema_field(Failure(allow_null=True))
    def get_failure(self, document: Document) -> Any:
        return _failure(document.current_version)

    def get_warnings(self, document: Document) -> list[str]:
        version = document.current_version
        return reading.warning_texts(version.extraction) if version else []


class CandidateOut(serializers.Serializer[Any]):
    project = serializers.IntegerField()
    name = serializers.CharField()
    probability = serializers.FloatField()


class LinkedOut(serializers.ModelSerializer[Document]):
    """Another document, as far as its name."""

    class Meta:
        model = Document
        fields = ["id", "title", "status"]


class DocumentDetail(DocumentOut):
    duplicate_of = serializers.IntegerField(
        read_only=True,
        allow_null=True,
        default=None,
        help_text="The oldest other document with the same bytes that you may see.",
    )

    attached_to = serializers.SerializerMethodField(
        help_text="The mail that it came with, if you may see it."
    )
    attachments = serializers.SerializerMethodField(
        help_text="The documents that came with it, as far as you may see them."
    )

    class_change = serializers.SerializerMethodField(
        help_text="The project that the current version rather belongs to: a warning, "
        "nothing was moved."
    )

    class Meta(DocumentOut.Meta):
        fields = [
            *DocumentOut.Meta.fields,
            "duplicate_of",
            "attached_to",
            "attachments",
            "class_change",
        ]

    @extend_schema_field(LinkedOut(allow_null=True))
    def get_attached_to(self, document: Document) -> Any:
        mail = self._family.mail
        return None if mail is None else LinkedOut(mail).data

    @extend_schema_field(LinkedOut(many=True))
    def get_attachments(self, document: Document) -> Any:
        return LinkedOut(self._family.attachments, many=True).data

    @extend_schema_field(CandidateOut(allow_null=True))
    def get_class_change(self, document: Document) -> Any:
        found = self.context["class_change"]
        return None if found is None else CandidateOut(found).data

    @property
    def _family(self) -> Family:
        found: Family = self.context["family"]
        return found


class AlikeOut(serializers.Serializer[Any]):
    """An older document that is nearly the same."""

    document = serializers.IntegerField()
    title = serializers.CharField()
    similarity = serializers.FloatField(
        help_text="The share of word pairs that both texts have, 0 to 1."
    )


class AlikeIn(serializers.Serializer[Any]):
    document = Reference(access.access_document, help_text="One of those offered.")


class DocumentChange(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=300, required=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=64), max_length=50, required=False
    )
    task = Reference(access.access_task, required=False, allow_null=True)


class Content(serializers.Serializer[Any]):
    """A text, or a file as multipart: exactly one of the two."""

    text = serializers.CharField(
        max_length=MAX_TEXT, required=False, trim_whitespace=False, allow_blank=True
    )
    file = serializers.FileField(required=False, allow_empty_file=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("text" in attrs) == ("file" in attrs):
            raise serializers.ValidationError(_("Send either “text” or “file”."))
        return attrs

    def validate_text(self, value: str) -> str:
        if not value.strip():
            raise serializers.ValidationError(_("The text is empty."), code="blank")
        return value


class DocumentIn(Content):
    title = serializers.CharField(max_length=300, required=False, allow_blank=True)
    project = Reference(access.access_project, required=False, allow_null=True)
    task = Reference(access.access_task, required=False, allow_null=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=64), max_length=50, required=False
    )
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class VersionIn(Content):
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class VersionOut(serializers.ModelSerializer[Version]):
    state = serializers.CharField(source="extraction.state", read_only=True)
    language = serializers.CharField(source="extraction.language", read_only=True)
    failure = serializers.SerializerMethodField()

    class Meta:
        model = Version
        fields = [
            "number",
            "file_name",
            "media_type",
            "size",
            "sha256",
            "note",
            "author",
            "state",
            "language",
            "failure",
            "created_at",
        ]

    @extend_schema_field(Failure(allow_null=True))
    def get_failure(self, version: Version) -> Any:
        return _failure(version)


class VersionText(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    text = serializers.CharField(source="extraction.text")
    language = serializers.CharField(source="extraction.language")


class DiffPartOut(serializers.Serializer[DiffPart]):
    change = serializers.ChoiceField(choices=["same", "added", "removed"])
    text = serializers.CharField()


class DiffOut(serializers.Serializer[Any]):
    before = serializers.IntegerField(help_text="Number of the older version.")
    after = serializers.IntegerField(help_text="Number of the newer version.")
    parts = DiffPartOut(many=True)


class DecisionIn(serializers.Serializer[Any]):
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
        return shown_candidates(decision.candidates, self._names)


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


class SimilarIn(serializers.Serializer[Any]):
    most = serializers.IntegerField(min_value=1, max_value=50, default=5)


class SimilarOut(serializers.Serializer[Any]):
    document = serializers.IntegerField(source="document.pk")
    title = serializers.CharField(source="document.title")
    project = serializers.IntegerField(source="document.project_id", allow_null=True)
    project_name = serializers.CharField(
        source="document.project.name", allow_null=True, default=None
    )
    similarity = serializers.FloatField(help_text="A cosine, at most 1.")


class ReviewItem(DocumentOut):
    candidates = serializers.SerializerMethodField()

    class Meta(DocumentOut.Meta):
        fields = [*DocumentOut.Meta.fields, "candidates"]

    @extend_schema_field(CandidateOut(many=True))
    def get_candidates(self, document: Document) -> Any:
        decision = document.standing_decision
        names = self.context["project_names"]
        return shown_candidates(decision.candidates if decision else [], names)


def shown_candidates(
    candidates: list[dict[str, Any]], names: Mapping[int, str]
) -> list[Any]:
    return [
        {
            "project": one["project"],
            "name": names[one["project"]],
            "probability": one["probability"],
        }
        for one in candidates
        if one["project"] in names
    ]


def _failure(version: Version | None) -> Any:
    if version is None or not version.extraction.failure_code:
        return None
    extraction = version.extraction
    return {
        "code": extraction.failure_code,
        "reason": reading.failure_text(extraction),
    }
