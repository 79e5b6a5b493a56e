from rest_framework import serializers

from core.api.base import Body
from core.models import Tombstone


class EmptyIn(Body):
    documents = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        max_length=10_000,
        required=False,
        help_text="Only these; what is not in the trash is left alone. Not given: all.",
    )


class TombstoneOut(serializers.ModelSerializer[Tombstone]):
    class Meta:
        model = Tombstone
        fields = [
            "document",
            "project",
            "owner",
            "versions",
            "seen_by",
            "trashed_at",
            "purged_at",
            "purged_by",
            "finished_at",
        ]
