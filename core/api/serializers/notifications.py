"""What people are told of."""

from rest_framework import serializers

from core.models import Notification
from core.selectors.notifications import body_of, title_of
from core.services.people.notifications import address_of


class NotificationOut(serializers.ModelSerializer[Notification]):
    """Something that concerns you; ``title`` and ``body`` are in the language asked for."""

    title = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField(help_text="Opens it in a browser.")

    class Meta:
        model = Notification
        fields = [
            "id",
            "kind",
            "title",
            "body",
            "address",
            "comment",
            "task",
            "job",
            "model",
            "created_at",
            "read_at",
        ]

    def get_title(self, told: Notification) -> str:
        return title_of(told)

    def get_body(self, told: Notification) -> str:
        return body_of(told)

    def get_address(self, told: Notification) -> str:
        return address_of(told)
