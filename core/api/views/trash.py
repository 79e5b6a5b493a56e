"""The trash: what is in it, taking it out, emptying it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from core.api.base import CursorPages, Resource
from core.api.serializers.documents import DocumentOut
from core.api.serializers.jobs import JobOut
from core.api.serializers.trash import EmptyIn, TombstoneOut
from core.models import Document
from core.selectors import trash as selectors
from core.selectors.documents import list_documents
from core.services import trash
from core.services.storage import purge


class LastTrashedFirst(CursorPages):
    ordering = "-trashed_at"


class Trash(Resource):
    queryset = Document.objects.none()
    serializer_class: type[serializers.BaseSerializer[Any]] = DocumentOut
    pagination_class: type[CursorPages] | None = LastTrashedFirst
    filter_backends = []

    def list(self, request: Request) -> Response:
        return self.page(selectors.trashed(self.actor))

    @extend_schema(request=None, responses=DocumentOut)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Give a document back to where it was."""
        restored = trash.restore_document(actor=self.actor, pk=pk)
        return Response(
            DocumentOut(list_documents(self.actor).get(pk=restored.pk)).data
        )

    @extend_schema(request=EmptyIn, responses={202: JobOut})
    @action(detail=False, methods=["post"], pagination_class=None)
    def empty(self, request: Request) -> Response:
        """Delete for good: all that is in the trash, or the documents named. For staff."""
        given = self.valid(EmptyIn)
        job = purge.enqueue(actor=self.actor, documents=given.get("documents"))
        return Response(JobOut(job).data, status=HTTP_202_ACCEPTED)


class Tombstones(Resource):
    """What is left of deleted documents, with the models that saw them. For staff."""

    queryset = Document.objects.none()
    serializer_class = TombstoneOut
    filter_backends = []

    def list(self, request: Request) -> Response:
        return self.page(selectors.tombstones(self.actor))
