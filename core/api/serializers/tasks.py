from rest_framework import serializers

from core import access
from core.api.base import Body, Line, Reference
from core.choices import Priority, TaskStatus
from core.models import Comment, Task


class TaskOut(serializers.ModelSerializer[Task]):
    subtask_count = serializers.IntegerField(read_only=True, default=0)
    comment_count = serializers.IntegerField(read_only=True, default=0)
    document_count = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Task
        fields = [
            "id",
            "project",
            "parent",
            "title",
            "description",
            "requirements",
            "acceptance_criteria",
            "status",
            "priority",
            "assignee",
            "due_date",
            "subtask_count",
            "comment_count",
            "document_count",
            "created_by",
            "created_at",
            "updated_at",
        ]


class TaskChange(Body):
    title = Line(max_length=300, required=False)
    # DRF takes declared fields off the class, so its own `parent` is not hidden.
    parent = Reference(  # type: ignore[assignment]
        access.access_task, required=False, allow_null=True
    )
    description = serializers.CharField(required=False, allow_blank=True)
    requirements = serializers.CharField(required=False, allow_blank=True)
    acceptance_criteria = serializers.CharField(required=False, allow_blank=True)
    status = serializers.ChoiceField(choices=TaskStatus.choices, required=False)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    assignee = Reference(access.access_user, required=False, allow_null=True)
    due_date = serializers.DateField(required=False, allow_null=True)


class TaskIn(TaskChange):
    title = Line(max_length=300)
    project = Reference(access.access_project)


class CommentOut(serializers.ModelSerializer[Comment]):
    author_name = serializers.CharField(source="author.display_name", read_only=True)

    class Meta:
        model = Comment
        fields = [
            "id",
            "task",
            "document",
            "author",
            "author_name",
            "body",
            "mentions",
            "created_at",
            "edited_at",
        ]


class CommentChange(Body):
    body = serializers.CharField(max_length=20_000)


class CommentIn(CommentChange):
    task = Reference(access.access_task, required=False, allow_null=True)
    document = Reference(access.access_document, required=False, allow_null=True)
