"""The review queue: what waits for a person, most useful first, and what may be answered."""

import datetime
from collections.abc import Collection

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from core import access
from core.choices import DecisionSource, Outcome, Role
from core.models import Decision, Document, Project, User
from core.selectors.documents import (
    Candidate,
    candidates_of,
    list_decisions,
    review_queue,
)

OFFERED = 3


def queue(user: User) -> QuerySet[Document]:
    """What waits, the least certain first: their answers teach most.

    Uncertainty sampling (Lewis & Gale, 1994): an answer to what the model half believes
    moves it more than one to what it is sure of.
    """
    return review_queue(user).order_by(
        F("standing_decision__probability").asc(nulls_first=True), "id"
    )


def next_in_queue(user: User, skipping: Collection[int]) -> Document | None:
    """The first document that waits and is not among ``skipping``."""
    return with_text(queue(user).exclude(pk__in=skipping)).first()


def with_text(documents: QuerySet[Document]) -> QuerySet[Document]:
    return documents.defer(None)


def fileable_projects(user: User) -> QuerySet[Project]:
    """Projects that ``user`` may put documents into."""
    projects = access.visible_projects(user).filter(is_archived=False)
    if user.is_staff:
        return projects
    editing = user.memberships.filter(role__in=[Role.EDITOR, Role.MANAGER])
    return projects.filter(pk__in=editing.values("project"))


def choices(user: User, decision: Decision | None) -> list[Candidate]:
    """The decision's candidates that ``user`` may choose, best first."""
    if decision is None:
        return []
    offered = [candidate["project"] for candidate in decision.candidates]
    names = dict(
        fileable_projects(user).filter(pk__in=offered).values_list("pk", "name")
    )
    return candidates_of(decision, names)[:OFFERED]


def verdict_of(document: Document) -> Decision | None:
    """What the machine last said of the document's current version."""
    said = list_decisions(document).filter(
        source=DecisionSource.MACHINE, version=document.current_version
    )
    return said.order_by("-id").first()


def answers_today(user: User) -> int:
    """How many documents ``user`` has placed since midnight."""
    return Decision.objects.filter(
        actor=user,
        source=DecisionSource.PERSON,
        undoes=None,
        created_at__gte=_midnight(),
    ).count()


def resolved_today(user: User) -> int:
    """Documents that waited and filed themselves today, because answers taught the model.

    The same model had been unsure of each; what only a pause or its project held back is
    not counted. Answers are anybody's: all of them teach.
    """
    unsure = Decision.objects.filter(
        pk=OuterRef("before"),
        source=DecisionSource.MACHINE,
        model=OuterRef("model"),
        evidence__wanted__in=[Outcome.SUGGESTED, Outcome.UNKNOWN],
    )
    filed = Decision.objects.filter(
        source=DecisionSource.MACHINE,
        outcome=Outcome.FILED,
        undoes=None,
        created_at__gte=_midnight(),
        document__in=access.visible_documents(user),
        document__standing_decision=F("pk"),
    )
    before = Cast(KT("evidence__replaced"), BigIntegerField())
    return filed.annotate(before=before).filter(Exists(unsure)).count()


def last_answer(user: User) -> Document | None:
    """The document that ``user`` answered last today, if the answer still stands."""
    answered = access.visible_documents(user).filter(
        standing_decision__actor=user,
        standing_decision__source=DecisionSource.PERSON,
        standing_decision__undoes=None,
        standing_decision__batch=None,
        standing_decision__created_at__gte=_midnight(),
    )
    return answered.order_by("-standing_decision_id").first()


def _midnight() -> datetime.datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
