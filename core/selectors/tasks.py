"""Reading tasks and comments."""

import datetime

from django.db.models import DateField, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from core import access
from core.models import Comment, Document, Task, User
from core.selectors.counting import number_of

FAR_AWAY = datetime.date(9999, 12, 31)
# The most urgent first, those without a date last.
BY_DUE_DATE = (F("due_date").asc(nulls_last=True), "-id")


def list_tasks(user: User) -> QuerySet[Task]:
    """Tasks with their people and counts; ``due`` sorts tasks without a date last."""
    documents = Document.objects.filter(
        task=OuterRef("pk"), project=OuterRef("project"), trashed_at=None
    )
    return (
        access.visible_tasks(user)
        .select_related("project", "assignee", "created_by")
        .annotate(
            due=Coalesce("due_date", Value(FAR_AWAY), output_field=DateField()),
            subtask_count=number_of(Task.objects.filter(parent=OuterRef("pk"))),
            comment_count=number_of(Comment.objects.filter(task=OuterRef("pk"))),
            document_count=number_of(documents),
        )
    )


def list_comments(user: User) -> QuerySet[Comment]:
    return (
        access.visible_comments(user)
        .select_related("author")
        .prefetch_related("mentions")
    )
