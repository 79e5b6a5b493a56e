from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.base import Body
from core.api.serializers.batches import WantedIn
from core.api.serializers.documents import DocumentOut
from core.models import Document
from core.selectors.search import pieces

MOST = 100


class SearchIn(WantedIn):
    """A search: words and what narrows them."""

    start = serializers.IntegerField(min_value=0, max_value=100_000, default=0)
    size = serializers.IntegerField(min_value=1, max_value=MOST, default=25)


class PieceOut(serializers.Serializer[Any]):
    text = serializers.CharField(trim_whitespace=False)
    is_hit = serializers.BooleanField()


class HitOut(DocumentOut):
    """A document, with the place where it was found."""

    rank = serializers.FloatField(
        read_only=True, allow_null=True, default=None, help_text="Higher is better."
    )
    marked_title = serializers.SerializerMethodField()
    snippet = serializers.SerializerMethodField()

    class Meta(DocumentOut.Meta):
        fields = [*DocumentOut.Meta.fields, "rank", "marked_title", "snippet"]

    @extend_schema_field(PieceOut(many=True))
    def get_marked_title(self, document: Document) -> Any:
        marked = getattr(document, "marked_title", document.title)
        return PieceOut(pieces(marked), many=True).data

    @extend_schema_field(PieceOut(many=True))
    def get_snippet(self, document: Document) -> Any:
        return PieceOut(pieces(getattr(document, "snippet", "") or ""), many=True).data


@extend_schema_serializer(many=False)
class FoundOut(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    is_bounded = serializers.BooleanField(
        help_text="There are more: of very many, only the newest ones are ranked."
    )
    is_widened = serializers.BooleanField(
        help_text="Nothing had exactly these words: the last one counted as a beginning."
    )
    has_more = serializers.BooleanField()
    suggestion = serializers.CharField(
        allow_blank=True, help_text="What the words probably should be."
    )
    results = HitOut(many=True)


class SavedFilterOut(Body):
    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(max_length=80)
    filter = WantedIn(source="wanted")
    created_at = serializers.DateTimeField(read_only=True)
