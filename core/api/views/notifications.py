"""What concerns the caller."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from core import access
from core.api.base import Resource
from core.api.filters import TruthFilter
from core.api.serializers.notifications import NotificationOut
from core.choices import NotificationKind
from core.models import Notification
from core.selectors import notifications as selectors
from core.services.people import notifications as services


class NotificationFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=NotificationKind.choices)
    unread = TruthFilter(field_name="read_at", lookup_expr="isnull")

    class Meta:
        model = Notification
        fields: list[str] = []


class Notifications(Resource):
    """Your notifications: mentions, tasks and their due dates, trainings, alarms."""

    queryset = Notification.objects.none()
    serializer_class = NotificationOut
    filterset_class = NotificationFilter

    def list(self, request: Request) -> Response:
        return self.page(selectors.list_notifications(self.actor))

    @extend_schema(request=None, responses=NotificationOut)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        """You have seen this one."""
        told = access.access_notification(self.actor, pk)
        services.read(actor=self.actor, notification=told)
        return Response(NotificationOut(told).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"], url_path="read-all", url_name="read-all")
    def read_all(self, request: Request) -> Response:
        """You have seen all of them."""
        services.read_all(actor=self.actor)
        return Response(status=HTTP_204_NO_CONTENT)
