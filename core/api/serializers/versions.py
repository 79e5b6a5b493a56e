from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.base import Body
from core.extraction import PageSource
from core.models import Version
from core.selectors.difference import DiffPart
from core.services.texts import reading

MAX_TEXT = 5_000_000


class Failure(serializers.Serializer[Any]):
    code = serializers.CharField()
    reason = serializers.CharField()


class FileOut(serializers.ModelSerializer[Version]):
    name = serializers.CharField(source="file_name")

    class Meta:
        model = Version
        fields = ["name", "media_type", "size", "sha256"]


class Content(Body):
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
        return failure_of(version)


class PageOut(serializers.Serializer[Any]):
    """A page is ``text[start:end]``."""

    how = serializers.ChoiceField(
        choices=[str(one) for one in PageSource], help_text="How it was read."
    )
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class VersionText(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    text = serializers.CharField(source="extraction.text")
    language = serializers.CharField(source="extraction.language")
    pages = serializers.SerializerMethodField(
        help_text="Where each page stands in the text, for what has pages."
    )

    @extend_schema_field(PageOut(many=True))
    def get_pages(self, version: Version) -> Any:
        places = reading.page_places(version.extraction)
        return PageOut([place._asdict() for place in places], many=True).data


class DiffPartOut(serializers.Serializer[DiffPart]):
    change = serializers.ChoiceField(choices=["same", "added", "removed"])
    text = serializers.CharField()


class DiffOut(serializers.Serializer[Any]):
    before = serializers.IntegerField(help_text="Number of the older version.")
    after = serializers.IntegerField(help_text="Number of the newer version.")
    parts = DiffPartOut(many=True)


def failure_of(version: Version | None) -> Any:
    if version is None or not version.extraction.failure_code:
        return None
    extraction = version.extraction
    return {
        "code": extraction.failure_code,
        "reason": reading.failure_text(extraction),
    }
