"""What needs the user today."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils import timezone

from core import access
from core.choices import DecisionSource, DocumentStatus, Outcome, TaskStatus
from core.models import Comment, Decision, Document, Task, User
from core.selectors.documents import list_documents, that_stood, unreadable
from core.selectors.tasks import BY_DUE_DATE, list_comments, list_tasks

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Flow:
    """Documents judged since a moment: how many filed themselves, how many were asked about."""

    by_itself: int
    asked: int

    @property
    def total(self) -> int:
        return self.by_itself + self.asked


@dataclass(frozen=True, slots=True)
class Week:
    """The last seven days: what filed itself, and how much of it people put elsewhere."""

    filed: int
    corrected: int


def flow(user: User, since: datetime.datetime) -> Flow:
    """Visible documents that the machine has judged since; each counts once.

    What waits is judged again after each answer: there are more verdicts than documents.
    """
    said = Decision.objects.filter(
        source=DecisionSource.MACHINE,
        undoes=None,
        created_at__gte=since,
        document__in=access.visible_documents(user),
    )
    filed = Q(outcome=Outcome.FILED, document__standing_decision=F("pk"))
    by_itself = said.filter(filed).values("document")
    asked = said.exclude(outcome=Outcome.FILED).exclude(document__in=by_itself)
    counts = said.aggregate(
        by_itself=Count("document", distinct=True, filter=filed),
        asked=Count("document", distinct=True, filter=Q(pk__in=asked.values("pk"))),
    )
    return Flow(counts["by_itself"], counts["asked"])


def week(user: User) -> Week:
    since = timezone.now() - datetime.timedelta(days=7)
    said = Decision.objects.filter(
        source=DecisionSource.MACHINE,
        outcome=Outcome.FILED,
        undoes=None,
        created_at__gte=since,
        document__in=access.visible_documents(user),
    )
    filed = that_stood(said)
    placed_elsewhere = ~Q(document__project=F("project")) | Q(document__project=None)
    corrected = filed.filter(
        placed_elsewhere, document__standing_decision__source=DecisionSource.PERSON
    )
    documents = Count("document", distinct=True)
    return Week(
        filed=filed.aggregate(n=documents)["n"],
        corrected=corrected.aggregate(n=documents)["n"],
    )


def recently_filed(user: User, since: datetime.datetime) -> list[Document]:
    filed = list_documents(user).filter(
        status=DocumentStatus.FILED,
        standing_decision__source=DecisionSource.MACHINE,
        standing_decision__created_at__gte=since,
    )
    return list(filed.order_by("-standing_decision_id")[:SHOWN])


def failed_documents(user: User) -> list[Document]:
    return list(unreadable(user).order_by("-id")[:SHOWN])


def my_tasks(user: User) -> list[Task]:
    """Open tasks of the user, the most urgent first."""
    mine = list_tasks(user).filter(assignee=user).exclude(status=TaskStatus.DONE)
    return list(mine.order_by(*BY_DUE_DATE)[:SHOWN])


def mentions(user: User) -> list[Comment]:
    """Comments of the last two weeks that mention the user."""
    since = timezone.now() - datetime.timedelta(days=14)
    found = list_comments(user).filter(mentions=user, created_at__gte=since)
    return list(
        found.select_related("author", "task", "document").order_by("-id")[:SHOWN]
    )
