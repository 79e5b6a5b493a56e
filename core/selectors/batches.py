"""Reading batches: how far they are, what they would change, what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from core import access
from core.choices import BatchState, Foreseen, ItemState
from core.models import FINISHED_STATES, Batch, BatchItem, Project, User


@dataclass(frozen=True, slots=True)
class Tally:
    """How many documents the preview and the results speak of, by their words.

    ``missing``: ids that were asked for and that are not there, or hidden: both look alike.
    """

    documents: int
    foreseen: Mapping[str, int]
    results: Mapping[str, int]
    places: list[Place]
    missing: list[int]


@dataclass(frozen=True, slots=True)
class Place:
    """How many would go to a project; ``project`` is None for back into the inbox."""

    project: Project | None
    documents: int


def list_batches(user: User) -> QuerySet[Batch]:
    return access.visible_batches(user).select_related("created_by", "job")


def list_items(user: User, batch: Batch) -> QuerySet[BatchItem]:
    """The items whose document ``user`` may still see; what would change comes first."""
    return (
        batch.items.filter(document__in=access.documents_anywhere(user))
        .select_related("document__project")
        .annotate(changes=Exists(_changing().filter(pk=OuterRef("pk"))))
        .order_by("-changes", "pk")
    )


def tally(user: User, batch: Batch) -> Tally:
    """Numbers of the whole batch; places that ``user`` may not see are left out."""
    foreseen = _counted(batch.items.all(), "foreseen")
    return Tally(
        documents=sum(foreseen.values()),
        foreseen=foreseen,
        results=_counted(batch.items.filter(foreseen=Foreseen.CHANGE), "state"),
        places=_places(user, batch),
        missing=_missing(batch),
    )


def is_working(batch: Batch) -> bool:
    """Whether somebody works on it now, or soon will."""
    return batch.job is not None and batch.job.state not in FINISHED_STATES


def may_be_applied(batch: Batch) -> bool:
    return batch.state in {BatchState.PREVIEWED, BatchState.APPLYING}


def may_be_undone(batch: Batch) -> bool:
    """Whether something of it was done that can be taken back."""
    undoable = {BatchState.APPLIED, BatchState.APPLYING, BatchState.UNDOING}
    done = batch.items.filter(state=ItemState.DONE)
    return batch.state in undoable and done.exists()


def _changing() -> QuerySet[BatchItem]:
    return BatchItem.objects.filter(foreseen=Foreseen.CHANGE)


def _counted(items: QuerySet[BatchItem], field: str) -> dict[str, int]:
    counted = items.order_by().values_list(field).annotate(n=Count("pk"))
    return dict(counted.values_list(field, "n"))


def _places(user: User, batch: Batch) -> list[Place]:
    """Where documents would go, most first; only where a place is what changes."""
    going = batch.items.filter(foreseen=Foreseen.CHANGE, after__has_key="project")
    counts = _counted(going, "after__project")
    seen = access.visible_projects(user).in_bulk([pk for pk in counts if pk])
    places = [
        Place(seen.get(int(pk)) if pk else None, n)
        for pk, n in counts.items()
        if pk is None or int(pk) in seen
    ]
    return sorted(places, key=lambda one: -one.documents)


def _missing(batch: Batch) -> list[int]:
    if batch.state == BatchState.PREPARING or "documents" not in batch.params:
        return []
    found = set(batch.items.values_list("document", flat=True))
    return sorted(set(batch.params["documents"]) - found)
