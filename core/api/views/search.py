"""The full-text search."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.base import Resource
from core.api.serializers.search import FoundOut, SearchIn
from core.models import Document
from core.selectors.document_search import Wanted
from core.selectors.search import search
from core.selectors.spelling import suggestion


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
