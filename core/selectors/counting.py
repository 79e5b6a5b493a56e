"""Numbers as a part of a larger query."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """How many ``rows`` there are; they may speak of the row around (``OuterRef``).

    Each number is counted by itself: joined in one query, their rows would multiply.
    """
    one_group = rows.order_by().annotate(group=Value(1)).values("group")
    counted = one_group.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
