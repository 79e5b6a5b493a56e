"""Many documents at once: previewed, applied, undone; or downloaded together."""

from typing import Any

from django.http import StreamingHttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_202_ACCEPTED

from core import access
from core.api.base import Resource
from core.api.serializers.batches import (
    BatchDetail,
    BatchIn,
    BatchItemOut,
    BatchOut,
    SelectionIn,
    plan_of,
    selection_of,
)
from core.choices import BatchKind, BatchState, Foreseen, ItemState
from core.models import Batch, BatchItem
from core.selectors import batches as selectors
from core.services import batches
from core.services.storage import downloads


class BatchFilter(filters.FilterSet):
    action = filters.ChoiceFilter(field_name="kind", choices=BatchKind.choices)
    state = filters.MultipleChoiceFilter(choices=BatchState.choices)

    class Meta:
        model = Batch
        fields: list[str] = []


@extend_schema_view(
    create=extend_schema(
        request=BatchIn, responses={201: BatchDetail, 202: BatchDetail}
    ),
    retrieve=extend_schema(responses=BatchDetail),
)
class Batches(Resource):
    """Your batches; administrators see everybody's."""

    queryset = Batch.objects.none()
    serializer_class = BatchOut
    filterset_class = BatchFilter

    def list(self, request: Request) -> Response:
        return self.page(selectors.list_batches(self.actor))

    def create(self, request: Request) -> Response:
        """Look ahead: nothing is changed yet. 202: wait for the job, then look again."""
        batch = batches.create(actor=self.actor, plan=plan_of(self.valid(BatchIn)))
        return self._shown(batch, HTTP_201_CREATED)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._shown(access.access_batch(self.actor, pk))

    @extend_schema(request=None, responses={200: BatchDetail, 202: BatchDetail})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: str) -> Response:
        """Do what the preview says. What has changed since then is left alone."""
        batch = access.access_batch(self.actor, pk)
        return self._shown(batches.apply(actor=self.actor, batch=batch))

    @extend_schema(request=None, responses={200: BatchDetail, 202: BatchDetail})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take it back as one. What people decided since then stays."""
        batch = access.access_batch(self.actor, pk)
        return self._shown(batches.undo(actor=self.actor, batch=batch))

    def _shown(self, batch: Batch, status: int = 200) -> Response:
        busy = selectors.is_working(batch)
        return Response(
            BatchDetail(batch, context={"reader": self.actor}).data,
            status=HTTP_202_ACCEPTED if busy and self.action != "retrieve" else status,
        )


class ItemFilter(filters.FilterSet):
    foreseen = filters.MultipleChoiceFilter(choices=Foreseen.choices)
    state = filters.MultipleChoiceFilter(choices=ItemState.choices)

    class Meta:
        model = BatchItem
        fields: list[str] = []


class BatchItems(Resource):
    """The documents of a batch: what was foreseen for each, and what became of it."""

    queryset = BatchItem.objects.none()
    serializer_class = BatchItemOut
    filterset_class = ItemFilter

    def list(self, request: Request, batch_pk: str) -> Response:
        batch = access.access_batch(self.actor, batch_pk)
        return self.page(selectors.list_items(self.actor, batch))

    def get_serializer_context(self) -> dict[str, Any]:
        seen = access.visible_projects(self.actor).values_list("pk", flat=True)
        return {**super().get_serializer_context(), "projects": {None, *seen}}


class Download(Resource):
    """The originals of many documents, with a list of what is in it."""

    queryset = Batch.objects.none()
    serializer_class = SelectionIn
    pagination_class = None

    @extend_schema(
        request=SelectionIn,
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
    )
    def create(self, request: Request) -> StreamingHttpResponse:
        """A ZIP of the originals with ``manifest.csv``, streamed."""
        selection = selection_of(self.valid(SelectionIn))
        return StreamingHttpResponse(
            downloads.archive(actor=self.actor, selection=selection),
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{downloads.NAME}"'},
        )
