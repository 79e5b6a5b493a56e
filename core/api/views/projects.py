from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from core import access
from core.api.base import Resource
from core.api.filters import IdFilter, TruthFilter
from core.api.serializers.projects import (
    FavoriteIn,
    FavoriteOut,
    MemberIn,
    MemberOut,
    MemberRole,
    ProjectChange,
    ProjectIn,
    ProjectOut,
    TemplateChange,
    TemplateIn,
    TemplateOut,
    TopicIn,
    TopicOut,
)
from core.choices import Role
from core.models import Favorite, Membership, Project, Template, Topic
from core.selectors import projects as selectors
from core.services import projects as services
from core.services import templates
from core.services.people import favorites


@extend_schema_view(
    create=extend_schema(request=TopicIn, responses={201: TopicOut}),
    partial_update=extend_schema(request=TopicIn),
)
class Topics(Resource):
    queryset = Topic.objects.none()
    serializer_class = TopicOut
    ordering_fields = ("id", "name")

    def list(self, request: Request) -> Response:
        return self.page(selectors.list_topics(self.actor))

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(TopicOut(access.access_topic(self.actor, pk)).data)

    def create(self, request: Request) -> Response:
        topic = services.create_topic(actor=self.actor, **self.valid(TopicIn))
        return Response(TopicOut(topic).data, status=HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        topic = access.access_topic(self.actor, pk)
        values = self.valid(TopicIn, partial=True)
        topic = services.update_topic(actor=self.actor, topic=topic, values=values)
        return Response(TopicOut(topic).data)

    def destroy(self, request: Request, pk: str) -> Response:
        services.delete_topic(
            actor=self.actor, topic=access.access_topic(self.actor, pk)
        )
        return Response(status=HTTP_204_NO_CONTENT)


class ProjectFilter(filters.FilterSet):
    topic = IdFilter(field_name="topic_id")
    key = filters.CharFilter(lookup_expr="iexact")
    q = filters.CharFilter(field_name="name", lookup_expr="icontains")
    is_archived = TruthFilter()

    class Meta:
        model = Project
        fields: list[str] = []


@extend_schema_view(
    create=extend_schema(request=ProjectIn, responses={201: ProjectOut}),
    partial_update=extend_schema(request=ProjectChange),
)
class Projects(Resource):
    queryset = Project.objects.none()
    serializer_class = ProjectOut
    filterset_class = ProjectFilter
    ordering_fields = ("id", "name", "key")

    def rows(self) -> Any:
        return selectors.list_projects(self.actor)

    def list(self, request: Request) -> Response:
        return self.page(self.rows())

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._shown(access.access_project(self.actor, pk))

    def create(self, request: Request) -> Response:
        project = services.create_project(actor=self.actor, **self.valid(ProjectIn))
        return self._shown(project, HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        project = access.access_project(self.actor, pk, Role.MANAGER)
        values = self.valid(ProjectChange)
        services.update_project(actor=self.actor, project=project, values=values)
        return self._shown(project)

    def destroy(self, request: Request, pk: str) -> Response:
        project = access.access_project(self.actor, pk, Role.MANAGER)
        services.delete_project(actor=self.actor, project=project)
        return Response(status=HTTP_204_NO_CONTENT)

    def _shown(self, project: Project, status: int = 200) -> Response:
        return Response(ProjectOut(self.rows().get(pk=project.pk)).data, status=status)


@extend_schema_view(
    create=extend_schema(request=MemberIn, responses={201: MemberOut}),
    partial_update=extend_schema(request=MemberRole),
)
class Members(Resource):
    """The members of a project."""

    queryset = Membership.objects.none()
    serializer_class = MemberOut

    def list(self, request: Request, project_pk: str) -> Response:
        project = access.access_project(self.actor, project_pk)
        return self.page(selectors.list_members(project))

    def retrieve(self, request: Request, project_pk: str, pk: str) -> Response:
        membership = access.access_membership(self.actor, project_pk, pk)
        return Response(MemberOut(membership).data)

    def create(self, request: Request, project_pk: str) -> Response:
        project = access.access_project(self.actor, project_pk, Role.MANAGER)
        given = self.valid(MemberIn)
        membership = services.add_member(
            actor=self.actor,
            project=project,
            user=given["username"],
            role=given["role"],
        )
        return Response(MemberOut(membership).data, status=HTTP_201_CREATED)

    def partial_update(self, request: Request, project_pk: str, pk: str) -> Response:
        membership = access.access_membership(self.actor, project_pk, pk)
        role = self.valid(MemberRole)["role"]
        services.change_role(actor=self.actor, membership=membership, role=role)
        return Response(MemberOut(membership).data)

    def destroy(self, request: Request, project_pk: str, pk: str) -> Response:
        membership = access.access_membership(self.actor, project_pk, pk)
        services.remove_member(actor=self.actor, membership=membership)
        return Response(status=HTTP_204_NO_CONTENT)


class TemplateFilter(filters.FilterSet):
    project = IdFilter(field_name="project_id")

    class Meta:
        model = Template
        fields: list[str] = []


@extend_schema_view(
    create=extend_schema(request=TemplateIn, responses={201: TemplateOut}),
    partial_update=extend_schema(request=TemplateChange),
)
class Templates(Resource):
    queryset = Template.objects.none()
    serializer_class = TemplateOut
    filterset_class = TemplateFilter
    ordering_fields = ("id", "name")

    def list(self, request: Request) -> Response:
        return self.page(access.visible_templates(self.actor))

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(TemplateOut(access.access_template(self.actor, pk)).data)

    def create(self, request: Request) -> Response:
        given = self.valid(TemplateIn)
        template = templates.create_template(
            actor=self.actor, **{"project": None, **given}
        )
        return Response(TemplateOut(template).data, status=HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        template = access.access_editable_template(self.actor, pk)
        values = self.valid(TemplateChange)
        templates.update_template(actor=self.actor, template=template, values=values)
        return Response(TemplateOut(template).data)

    def destroy(self, request: Request, pk: str) -> Response:
        template = access.access_editable_template(self.actor, pk)
        templates.delete_template(actor=self.actor, template=template)
        return Response(status=HTTP_204_NO_CONTENT)


@extend_schema_view(
    create=extend_schema(request=FavoriteIn, responses={201: FavoriteOut})
)
class Favorites(Resource):
    """What the user has starred."""

    queryset = Favorite.objects.none()
    serializer_class = FavoriteOut

    def list(self, request: Request) -> Response:
        return self.page(self.actor.favorites.all())

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(FavoriteOut(access.access_favorite(self.actor, pk)).data)

    def create(self, request: Request) -> Response:
        given = {"project": None, "task": None, **self.valid(FavoriteIn)}
        favorite = favorites.add_favorite(actor=self.actor, **given)
        return Response(FavoriteOut(favorite).data, status=HTTP_201_CREATED)

    def destroy(self, request: Request, pk: str) -> Response:
        favorite = access.access_favorite(self.actor, pk)
        favorites.remove_favorite(actor=self.actor, favorite=favorite)
        return Response(status=HTTP_204_NO_CONTENT)
