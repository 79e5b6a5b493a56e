"""What every resource of the API shares: its actor, strict query parameters, cursor pages."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import pagination, serializers
from rest_framework.exceptions import NotFound as APINotFound
from rest_framework.filters import OrderingFilter
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.access import signed_in
from core.exceptions import InvalidInput, NotFound
from core.extraction.tidying import one_line
from core.models import User

M = TypeVar("M", bound=Model)


class CursorPages(pagination.CursorPagination):
    """Pages that stay right while rows come and go; newest first unless asked otherwise."""

    page_size = 25
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-id"
    # Rows that are equal in what they are ordered by are counted off; there may be many.
    offset_cutoff = 10**9

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        """As asked for; the id decides between equals, or pages would lose some of them."""
        ordering = super().get_ordering(request, queryset, view)
        ends = "-id" if ordering[0].startswith("-") else "id"
        return (*ordering, ends)

    def decode_cursor(self, request: Request) -> Any:
        cursor = super().decode_cursor(request)
        if cursor is not None and "\0" in str(cursor.position):
            raise APINotFound  # no text of the database has it
        return cursor

    def get_page_size(self, request: Request) -> int | None:
        asked = request.query_params.get("page_size", str(self.page_size))
        if not (asked.isdecimal() and 1 <= int(asked) <= self.max_page_size):
            raise InvalidInput.of("page_size", _("Give a number from 1 to 200."))
        return int(asked)

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any] | None:
        try:
            base64.b64decode(request.query_params.get("cursor", ""), validate=True)
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError, APINotFound) as error:
            raise InvalidInput.of(
                "cursor", _("Take the cursor from the page before; never make one up.")
            ) from error


class Filters(DjangoFilterBackend):
    """Declared filters; a parameter without a value is as good as none."""

    def get_filterset_kwargs(
        self, request: Any, queryset: Any, view: Any
    ) -> dict[str, Any]:
        given = super().get_filterset_kwargs(request, queryset, view)
        data = request.query_params.copy()
        for name, values in request.query_params.lists():
            data.setlist(name, [value for value in values if value])
        return {**given, "data": data}


class Order(OrderingFilter):
    """Ordering by declared fields; by any other it is refused, not ignored."""

    def remove_invalid_fields(
        self, queryset: Any, fields: Any, view: Any, request: Request
    ) -> list[str]:
        asked = [field for field in fields if field]
        valid = super().remove_invalid_fields(queryset, asked, view, request)
        if len(valid) < len(asked):
            raise InvalidInput.of("ordering", _("The list cannot be ordered by this."))
        return list(valid)


class Resource(GenericViewSet[Any]):
    """A resource: reads through a selector's queryset, writes through a service."""

    pagination_class: type[CursorPages] | None = CursorPages
    filter_backends = [Filters, Order]
    ordering_fields: Sequence[str] = ("id",)
    lookup_value_regex = "[^/.]+"
    # Query parameters of an action besides those that filters and pages declare.
    query_parameters: ClassVar[dict[str, frozenset[str]]] = {}

    @property
    def actor(self) -> User:
        return signed_in(self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._refuse_unknown_parameters(request)

    def page(self, queryset: QuerySet[M]) -> Response:
        """One cursor page of ``queryset``, filtered and ordered as the request asks."""
        rows = self.paginate_queryset(self.filter_queryset(queryset))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def valid(
        self, serializer: type[serializers.BaseSerializer[Any]], **options: Any
    ) -> Any:
        """The request's body, checked by ``serializer``."""
        checked = serializer(
            data=self.request.data, context=self.get_serializer_context(), **options
        )
        checked.is_valid(raise_exception=True)
        return checked.validated_data

    def _refuse_unknown_parameters(self, request: Request) -> None:
        known = self._known_parameters()
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            message = _("There is no such query parameter here.")
            raise InvalidInput(
                message,
                code="unknown-parameter",
                fields=dict.fromkeys(unknown, message),
                known=sorted(known),
            )

    def _known_parameters(self) -> frozenset[str]:
        known = self.query_parameters.get(self.action or "", frozenset())
        if self.action != "list":
            return known
        filters = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        pages = {"cursor", "page_size", "ordering"} if self.pagination_class else set()
        return known | frozenset(filters) | frozenset(pages)


class Body(serializers.Serializer[Any]):
    """What a request's body may say: its fields and no others.

    A field that nobody reads would be a wish ignored, and a slip of the pen in a field that
    narrows an act would widen it.
    """

    default_error_messages = {"unknown-field": _("There is no such field here.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            self._refuse_unknown_fields(data)
        return super().to_internal_value(data)

    def _refuse_unknown_fields(self, data: Mapping[str, object]) -> None:
        known = {name for name, field in self.fields.items() if not field.read_only}
        # In a form, the items of a list may be numbered: tags[0].
        in_form = isinstance(data, QueryDict)
        unknown = [
            name
            for name in data
            if (name.partition("[")[0] if in_form else name) not in known
        ]
        if unknown:
            message = self.error_messages["unknown-field"]
            raise serializers.ValidationError(
                dict.fromkeys(unknown, message), code="unknown-field"
            )


class Line(serializers.CharField):
    """A name or a title: one line, of which something can be seen."""

    def to_internal_value(self, data: str) -> str:
        line = one_line(super().to_internal_value(data))
        if not line and not self.allow_blank:
            self.fail("blank")
        return line


class Reference(serializers.Field[Any, Any, Any, Any]):
    """An object named by its id in a request's body, fetched through the access door.

    What the user may not see is reported exactly like what does not exist.
    """

    default_error_messages = {"unknown": _("There is no such object.")}

    def __init__(self, door: Callable[[User, object], Model], **options: Any) -> None:
        super().__init__(**options)
        self.door = door

    def to_internal_value(self, data: object) -> Model:
        if isinstance(data, bool) or not isinstance(data, int | str):
            self.fail("unknown")
        user = cast(Request, self.context["request"]).user
        try:
            return self.door(signed_in(user), data)
        except NotFound:
            self.fail("unknown")

    def to_representation(self, value: Model) -> object:
        return value.pk
