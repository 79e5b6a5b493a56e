"""The full-text search."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from core import access
from core.api.base import Resource
from core.api.serializers.search import FoundOut, SavedFilterOut, SearchIn
from core.models import Document, SavedFilter
from core.selectors.document_search import Wanted
from core.selectors.search import search
from core.selectors.spelling import suggestion
from core.services.people import saved_filters


class Search(Resource):
    """Documents by their words, the best first."""

    queryset = Document.objects.none()
    serializer_class = FoundOut
    pagination_class = None
    filter_backends = []
    query_parameters = {"list": frozenset(SearchIn().fields)}

    @extend_schema(parameters=[SearchIn], responses=FoundOut)
    def list(self, request: Request) -> Response:
        """Words in any form, "a phrase", -not this, begin*; Russian and English."""
        query = SearchIn(data=request.query_params)
        query.is_valid(raise_exception=True)
        given = dict(query.validated_data)
        start, size = given.pop("start"), given.pop("size")
        wanted = Wanted(**given)
        found = search(self.actor, wanted, start, size)
        is_wrong = bool(wanted.words) and (not found.total or found.is_widened)
        return Response(
            FoundOut(
                {
                    "total": found.total,
                    "is_bounded": found.is_bounded,
                    "is_widened": found.is_widened,
                    "has_more": found.has_more,
                    "suggestion": suggestion(self.actor, wanted) if is_wrong else "",
                    "results": found.documents,
                }
            ).data
        )


@extend_schema_view(
    create=extend_schema(request=SavedFilterOut, responses={201: SavedFilterOut})
)
class SavedFilters(Resource):
    """Your own searches, kept under names; saving under a name again replaces it."""

    queryset = SavedFilter.objects.none()
    serializer_class = SavedFilterOut

    def list(self, request: Request) -> Response:
        return self.page(self.actor.saved_filters.all())

    def create(self, request: Request) -> Response:
        given = self.valid(SavedFilterOut)
        kept = saved_filters.save_filter(
            actor=self.actor, name=given["name"], wanted=Wanted(**given["wanted"])
        )
        return Response(SavedFilterOut(kept).data, status=HTTP_201_CREATED)

    def destroy(self, request: Request, pk: str) -> Response:
        kept = access.access_saved_filter(self.actor, pk)
        saved_filters.delete_filter(actor=self.actor, kept=kept)
        return Response(status=HTTP_204_NO_CONTENT)
