from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import (
    HTTP_201_CREATED,
    HTTP_202_ACCEPTED,
    HTTP_204_NO_CONTENT,
)

from core import access
from core.api.base import Resource
from core.api.filters import IdFilter
from core.api.parsers import JSONParser
from core.api.serializers.decisions import (
    DecisionDetail,
    DecisionIn,
    DecisionOut,
)
from core.api.serializers.documents import (
    AlikeIn,
    AlikeOut,
    DocumentChange,
    DocumentDetail,
    DocumentIn,
    DocumentOut,
    ReviewItem,
    SimilarIn,
    SimilarOut,
)
from core.api.serializers.jobs import JobOut
from core.api.serializers.versions import (
    DiffOut,
    VersionIn,
    VersionOut,
    VersionText,
)
from core.choices import DocumentStatus, Language, Outcome, Role
from core.exceptions import InvalidInput, NotFound
from core.models import Decision, Document, Version
from core.selectors import documents as selectors
from core.selectors.attachments import family
from core.selectors.class_change import class_change
from core.selectors.difference import diff
from core.selectors.likeness import offers
from core.selectors.reasons import reasons_of
from core.selectors.search import with_words
from core.services import decisions, documents, trash
from core.services.champion.similar import similar_documents
from core.services.storage import originals
from core.services.texts import likeness

UPLOAD_PARSERS = [JSONParser, MultiPartParser, FormParser]


class DocumentFilter(filters.FilterSet):
    project = IdFilter(field_name="project_id")
    task = IdFilter(field_name="task_id")
    owner = IdFilter(field_name="owner_id")
    status = filters.MultipleChoiceFilter(choices=DocumentStatus.choices)
    outcome = filters.ChoiceFilter(
        field_name="standing_decision__outcome", choices=Outcome.choices
    )
    language = filters.ChoiceFilter(
        field_name="current_version__extraction__language", choices=Language.choices
    )
    tag = filters.CharFilter(method="with_tag")
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gt")
    created_before = filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="lt"
    )
    q = filters.CharFilter(method="with_words")

    class Meta:
        model = Document
        fields: list[str] = []

    def with_tag(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(tags__contains=[value])

    def with_words(self, rows: Any, name: str, value: str) -> Any:
        return with_words(rows, value)


@extend_schema_view(
    create=extend_schema(
        request={"application/json": DocumentIn, "multipart/form-data": DocumentIn},
        responses={201: DocumentDetail},
    ),
    retrieve=extend_schema(responses=DocumentDetail),
    partial_update=extend_schema(request=DocumentChange, responses=DocumentDetail),
)
class Documents(Resource):
    queryset = Document.objects.none()
    serializer_class = DocumentOut
    filterset_class = DocumentFilter
    ordering_fields = ("id", "title", "created_at", "updated_at", "status")
    parser_classes = UPLOAD_PARSERS
    query_parameters = {"similar": frozenset({"most"})}

    def list(self, request: Request) -> Response:
        return self.page(selectors.list_documents(self.actor))

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._shown(access.access_document(self.actor, pk))

    def create(self, request: Request) -> Response:
        given = self.valid(DocumentIn)
        title = given.get("title", "")
        document = documents.create_document(
            actor=self.actor,
            incoming=incoming(given, title),
            about=documents.NewDocument(
                title=title,
                project=given.get("project"),
                task=given.get("task"),
                tags=given.get("tags", ()),
                note=given.get("note", ""),
            ),
        )
        return self._shown(document, HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        document = access.access_document(self.actor, pk, Role.EDITOR)
        given = self.valid(DocumentChange)
        documents.update_document(actor=self.actor, document=document, values=given)
        return self._shown(document)

    @extend_schema(parameters=[SimilarIn], responses=SimilarOut(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def similar(self, request: Request, pk: str) -> Response:
        """The nearest documents that people placed, by the features of the model."""
        document = access.access_document(self.actor, pk)
        query = SimilarIn(data=request.query_params)
        query.is_valid(raise_exception=True)
        most = query.validated_data["most"]
        found = similar_documents(self.actor, document, most)
        return Response(SimilarOut(found, many=True).data)

    @extend_schema(request=None, responses={202: JobOut})
    @action(detail=True, methods=["post"], url_path="read-again")
    def read_again(self, request: Request, pk: str) -> Response:
        """Have a document read once more that could not be read."""
        document = access.access_document(self.actor, pk, Role.EDITOR)
        job = documents.read_again(actor=self.actor, document=document)
        return Response(JobOut(job).data, status=HTTP_202_ACCEPTED)

    def destroy(self, request: Request, pk: str) -> Response:
        document = access.access_document(self.actor, pk, Role.EDITOR)
        trash.trash_document(actor=self.actor, document=document)
        return Response(status=HTTP_204_NO_CONTENT)

    @extend_schema(responses=AlikeOut(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def likeness(self, request: Request, pk: str) -> Response:
        """Older documents that this may be the next version of, the most alike first."""
        document = access.access_document(self.actor, pk)
        return Response(AlikeOut(offers(self.actor, document), many=True).data)

    @extend_schema(request=AlikeIn, responses={201: VersionOut})
    @action(detail=True, methods=["post"], url_path="likeness/accept")
    def accept_likeness(self, request: Request, pk: str) -> Response:
        """Make it the next version of the other; what it was goes into the trash."""
        document = access.access_document(self.actor, pk, Role.EDITOR)
        other = self.valid(AlikeIn)["document"]
        version = likeness.accept(actor=self.actor, document=document, other=other)
        return Response(VersionOut(version).data, status=HTTP_201_CREATED)

    @extend_schema(request=AlikeIn, responses={204: None})
    @action(detail=True, methods=["post"], url_path="likeness/decline")
    def decline_likeness(self, request: Request, pk: str) -> Response:
        """Say that it is no version of the other: it is not offered again."""
        document = access.access_document(self.actor, pk, Role.EDITOR)
        other = self.valid(AlikeIn)["document"]
        likeness.decline(actor=self.actor, document=document, other=other)
        return Response(status=HTTP_204_NO_CONTENT)

    def _shown(self, document: Document, status: int = 200) -> Response:
        rows = selectors.with_duplicates(
            self.actor, selectors.list_documents(self.actor)
        )
        found = rows.filter(pk=document.pk).first()
        if found is None:
            raise NotFound(_("There is no such object."))
        context = {
            "family": family(self.actor, found),
            "class_change": class_change(self.actor, found),
        }
        return Response(DocumentDetail(found, context=context).data, status=status)


@extend_schema_view(
    create=extend_schema(
        request={"application/json": VersionIn, "multipart/form-data": VersionIn},
        responses={201: VersionOut},
    ),
    retrieve=extend_schema(parameters=[OpenApiParameter("number", int, "path")]),
)
class Versions(Resource):
    """The versions of a document, each one for ever."""

    queryset = Version.objects.none()
    serializer_class = VersionOut
    lookup_field = "number"
    ordering_fields = ("number",)
    parser_classes = UPLOAD_PARSERS
    query_parameters = {"diff": frozenset({"from", "to"})}

    def list(self, request: Request, document_pk: str) -> Response:
        document = access.access_document(self.actor, document_pk)
        return self.page(selectors.list_versions(document))

    def retrieve(self, request: Request, document_pk: str, number: str) -> Response:
        version = access.access_version(self.actor, document_pk, number)
        return Response(VersionOut(version).data)

    def create(self, request: Request, document_pk: str) -> Response:
        document = access.access_document(self.actor, document_pk, Role.EDITOR)
        given = self.valid(VersionIn)
        version = documents.add_version(
            actor=self.actor,
            document=document,
            incoming=incoming(given, document.title),
            note=given.get("note", ""),
        )
        return Response(VersionOut(version).data, status=HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter("number", int, "path")],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=True)
    def file(self, request: Request, document_pk: str, number: str) -> FileResponse:
        """The original, byte for byte, always as a download."""
        version = access.access_version(self.actor, document_pk, number)
        response = FileResponse(
            originals.open_original(version.sha256),
            as_attachment=True,
            filename=version.file_name,
            content_type="application/octet-stream",
        )
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    @extend_schema(
        parameters=[OpenApiParameter("number", int, "path")], responses=VersionText
    )
    @action(detail=True)
    def text(self, request: Request, document_pk: str, number: str) -> Response:
        """What was read out of the original."""
        version = access.access_version(self.actor, document_pk, number)
        return Response(VersionText(version).data)

    @extend_schema(
        parameters=[OpenApiParameter("from", int), OpenApiParameter("to", int)],
        responses=DiffOut,
    )
    @action(detail=False, pagination_class=None)
    def diff(self, request: Request, document_pk: str) -> Response:
        """The words that changed between two versions."""
        before = access.access_version(self.actor, document_pk, self._number("from"))
        after = access.access_version(self.actor, document_pk, self._number("to"))
        parts = diff(before.extraction.text, after.extraction.text)
        numbers = {"before": before.number, "after": after.number}
        return Response(DiffOut({**numbers, "parts": parts}).data)

    def _number(self, name: str) -> str:
        value = self.request.query_params.get(name, "")
        if not value.isdecimal():
            raise InvalidInput.of(name, _("Give the number of a version."))
        return value


@extend_schema_view(
    create=extend_schema(request=DecisionIn, responses={201: DecisionOut}),
    retrieve=extend_schema(responses=DecisionDetail),
)
class Decisions(Resource):
    """The log of a document's decisions; posting one is a person's answer."""

    queryset = Decision.objects.none()
    serializer_class = DecisionOut

    def list(self, request: Request, document_pk: str) -> Response:
        document = access.access_document(self.actor, document_pk)
        rows = self.paginate_queryset(
            self.filter_queryset(selectors.list_decisions(document))
        )
        return self.get_paginated_response(self._shown(rows or []))

    def retrieve(self, request: Request, document_pk: str, pk: str) -> Response:
        decision = access.access_decision(self.actor, document_pk, pk)
        context = {
            "project_names": selectors.visible_names(self.actor, [decision]),
            "reasons": reasons_of(self.actor, decision),
        }
        return Response(DecisionDetail(decision, context=context).data)

    def create(self, request: Request, document_pk: str) -> Response:
        document = access.access_document(self.actor, document_pk, Role.EDITOR)
        project = self.valid(DecisionIn)["project"]
        decision = decisions.decide(
            actor=self.actor, document=document, project=project
        )
        return Response(self._shown([decision])[0], status=HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: DecisionOut})
    @action(detail=False, methods=["post"])
    def undo(self, request: Request, document_pk: str) -> Response:
        """Take the standing decision back; the one before it stands again."""
        document = access.access_document(self.actor, document_pk, Role.EDITOR)
        decision = decisions.undo(actor=self.actor, document=document)
        return Response(self._shown([decision])[0], status=HTTP_201_CREATED)

    def _shown(self, rows: Any) -> Any:
        names = selectors.visible_names(self.actor, rows)
        return DecisionOut(rows, many=True, context={"project_names": names}).data


class Review(Resource):
    """What waits for a person, with the projects it might belong to."""

    queryset = Document.objects.none()
    serializer_class = ReviewItem
    filterset_class = DocumentFilter
    ordering_fields = ("id", "created_at")

    def list(self, request: Request) -> Response:
        queue = self.filter_queryset(selectors.review_queue(self.actor))
        rows = self.paginate_queryset(queue) or []
        standing = [row.standing_decision for row in rows if row.standing_decision]
        names = selectors.visible_names(self.actor, standing)
        shown = ReviewItem(rows, many=True, context={"project_names": names})
        return self.get_paginated_response(shown.data)


def incoming(given: dict[str, Any], title: str) -> documents.Incoming:
    """The content of a checked request, whichever way it came."""
    if "file" in given:
        return documents.Incoming.from_file(given["file"])
    return documents.Incoming.from_text(given["text"], title)
