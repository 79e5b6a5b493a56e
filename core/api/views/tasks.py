from typing import Any

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from core import access
from core.api.base import Resource
from core.api.filters import IdFilter
from core.api.serializers.tasks import (
    CommentChange,
    CommentIn,
    CommentOut,
    TaskChange,
    TaskIn,
    TaskOut,
)
from core.choices import Priority, Role, TaskStatus
from core.exceptions import InvalidInput
from core.models import Comment, Task
from core.selectors import tasks as selectors
from core.services import tasks as services


class TaskFilter(filters.FilterSet):
    project = IdFilter(field_name="project_id")
    assignee = IdFilter(field_name="assignee_id")
    parent = IdFilter(field_name="parent_id")
    status = filters.MultipleChoiceFilter(choices=TaskStatus.choices)
    priority = filters.MultipleChoiceFilter(choices=Priority.choices)
    due_before = filters.DateFilter(field_name="due_date", lookup_expr="lt")
    due_after = filters.DateFilter(field_name="due_date", lookup_expr="gt")
    q = filters.CharFilter(field_name="title", lookup_expr="icontains")

    class Meta:
        model = Task
        fields: list[str] = []


@extend_schema_view(
    create=extend_schema(request=TaskIn, responses={201: TaskOut}),
    partial_update=extend_schema(request=TaskChange),
)
class Tasks(Resource):
    queryset = Task.objects.none()
    serializer_class = TaskOut
    filterset_class = TaskFilter
    ordering_fields = ("id", "title", "due", "updated_at")

    def rows(self) -> Any:
        return selectors.list_tasks(self.actor)

    def list(self, request: Request) -> Response:
        return self.page(self.rows())

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._shown(access.access_task(self.actor, pk))

    def create(self, request: Request) -> Response:
        values = self.valid(TaskIn)
        project = values.pop("project")
        task = services.create_task(actor=self.actor, project=project, values=values)
        return self._shown(task, HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        task = access.access_task(self.actor, pk)
        services.update_task(actor=self.actor, task=task, values=self.valid(TaskChange))
        return self._shown(task)

    def destroy(self, request: Request, pk: str) -> Response:
        task = access.access_task(self.actor, pk, Role.EDITOR)
        services.delete_task(actor=self.actor, task=task)
        return Response(status=HTTP_204_NO_CONTENT)

    def _shown(self, task: Task, status: int = 200) -> Response:
        return Response(TaskOut(self.rows().get(pk=task.pk)).data, status=status)


class CommentFilter(filters.FilterSet):
    task = IdFilter(field_name="task_id")
    document = IdFilter(field_name="document_id")
    author = IdFilter(field_name="author_id")

    class Meta:
        model = Comment
        fields: list[str] = []


@extend_schema_view(
    create=extend_schema(request=CommentIn, responses={201: CommentOut}),
    partial_update=extend_schema(request=CommentChange),
)
class Comments(Resource):
    queryset = Comment.objects.none()
    serializer_class = CommentOut
    filterset_class = CommentFilter

    def list(self, request: Request) -> Response:
        return self.page(selectors.list_comments(self.actor))

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(CommentOut(access.access_comment(self.actor, pk)).data)

    def create(self, request: Request) -> Response:
        given = self.valid(CommentIn)
        on = [thing for name in ("task", "document") if (thing := given.get(name))]
        if len(on) != 1:
            raise InvalidInput(_("Comment on exactly one thing: a task or a document."))
        comment = services.add_comment(actor=self.actor, on=on[0], body=given["body"])
        return Response(CommentOut(comment).data, status=HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        comment = access.access_own_comment(self.actor, pk)
        body = self.valid(CommentChange)["body"]
        services.edit_comment(actor=self.actor, comment=comment, body=body)
        return Response(CommentOut(comment).data)

    def destroy(self, request: Request, pk: str) -> Response:
        comment = access.access_own_comment(self.actor, pk)
        services.delete_comment(actor=self.actor, comment=comment)
        return Response(status=HTTP_204_NO_CONTENT)
