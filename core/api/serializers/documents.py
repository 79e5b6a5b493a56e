from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import access
from core.api.base import Body, Line, Reference
from core.api.serializers.decisions import (
    CandidateOut,
    DocumentDecision,
)
from core.api.serializers.versions import Content, Failure, FileOut, failure_of
from core.models import Document
from core.selectors.attachments import Family
from core.selectors.documents import candidates_of
from core.services.texts import reading


class DocumentOut(serializers.ModelSerializer[Document]):
    project_name = serializers.CharField(
        source="project.name", read_only=True, allow_null=True, default=None
    )
    task = serializers.IntegerField(
        source="linked_task.pk",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Of the project that it is in.",
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
        return failure_of(document.current_version)

    def get_warnings(self, document: Document) -> list[str]:
        version = document.current_version
        return reading.warning_texts(version.extraction) if version else []


class LinkedOut(serializers.ModelSerializer[Document]):
    """Another document, as far as its name."""

    class Meta:
        model = Document
        fields = ["id", "title", "status"]


class CitedOut(serializers.Serializer[Any]):
    number = serializers.CharField()
    date = serializers.DateField(allow_null=True)


class DocumentDetail(DocumentOut):
    cited_as = serializers.SerializerMethodField(
        help_text="Its number and date as the text begins with them; nobody checked."
    )
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
            "cited_as",
            "duplicate_of",
            "attached_to",
            "attachments",
            "class_change",
        ]

    @extend_schema_field(CitedOut)
    def get_cited_as(self, document: Document) -> Any:
        version = document.current_version
        cited = reading.cited_as(version.extraction) if version else reading.Cited()
        return CitedOut(cited).data

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


class AlikeIn(Body):
    document = Reference(access.access_document, help_text="One of those offered.")


class DocumentChange(Body):
    title = Line(max_length=300, required=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=64), max_length=50, required=False
    )
    task = Reference(access.access_task, required=False, allow_null=True)


class DocumentIn(Content):
    title = Line(max_length=300, required=False, allow_blank=True)
    project = Reference(access.access_project, required=False, allow_null=True)
    task = Reference(access.access_task, required=False, allow_null=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=64), max_length=50, required=False
    )
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


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
        names = self.context["project_names"]
        found = candidates_of(document.standing_decision, names)
        return CandidateOut(found, many=True).data
