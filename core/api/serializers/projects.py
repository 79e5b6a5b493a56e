from decimal import Decimal
from typing import Any

from rest_framework import serializers

from core import access
from core.api.base import Body, Line, Reference
from core.choices import Role
from core.models import Favorite, Membership, Project, Template, Topic, User
from core.models.projects import KEY_PATTERN


class TopicOut(serializers.ModelSerializer[Topic]):
    project_count = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Topic
        fields = ["id", "name", "description", "project_count", "created_at"]


class TopicIn(Body):
    name = Line(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True)


class ProjectOut(serializers.ModelSerializer[Project]):
    topic = serializers.PrimaryKeyRelatedField[Any](read_only=True, allow_null=True)
    error_budget = serializers.FloatField(read_only=True)
    role = serializers.CharField(
        read_only=True, allow_null=True, default=None, help_text="Your role in it."
    )
    document_count = serializers.IntegerField(read_only=True, default=0)
    open_task_count = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Project
        fields = [
            "id",
            "key",
            "name",
            "description",
            "topic",
            "filing_mode",
            "error_budget",
            "default_template",
            "is_archived",
            "role",
            "document_count",
            "open_task_count",
            "created_at",
        ]


class ProjectChange(Body):
    name = Line(max_length=200, required=False)
    description = serializers.CharField(required=False, allow_blank=True)
    topic = Reference(access.access_topic, required=False, allow_null=True)
    filing_mode = serializers.ChoiceField(
        choices=Project._meta.get_field("filing_mode").choices or [], required=False
    )
    error_budget = serializers.DecimalField(
        max_digits=4,
        decimal_places=3,
        min_value=Decimal("0.001"),
        max_value=Decimal("0.5"),
        required=False,
        help_text="The share of wrong filings the team allows, e.g. 0.02.",
    )
    default_template = Reference(
        access.access_template, required=False, allow_null=True
    )
    is_archived = serializers.BooleanField(required=False)


class ProjectIn(ProjectChange):
    name = Line(max_length=200)
    key = serializers.RegexField(
        KEY_PATTERN, required=False, help_text="Never changes later."
    )


class MemberOut(serializers.ModelSerializer[Membership]):
    username = serializers.CharField(source="user.username", read_only=True)
    name = serializers.CharField(source="user.display_name", read_only=True)

    class Meta:
        model = Membership
        fields = ["id", "user", "username", "name", "role", "created_at"]


class MemberRole(Body):
    role = serializers.ChoiceField(choices=Role.choices)

    def validate_role(self, value: str) -> Role:
        return Role(value)


class MemberIn(MemberRole):
    username = serializers.CharField(max_length=150)

    def validate_username(self, value: str) -> User:
        user = access.user_named(value)
        if user is None:
            raise serializers.ValidationError(
                Reference.default_error_messages["unknown"], code="unknown"
            )
        return user


class TemplateOut(serializers.ModelSerializer[Template]):
    class Meta:
        model = Template
        fields = ["id", "name", "body", "project", "created_by", "created_at"]


class TemplateChange(Body):
    name = Line(max_length=200, required=False)
    body = serializers.CharField(required=False)


class TemplateIn(TemplateChange):
    name = Line(max_length=200)
    body = serializers.CharField()
    project = Reference(access.access_project, required=False, allow_null=True)


class FavoriteOut(serializers.ModelSerializer[Favorite]):
    class Meta:
        model = Favorite
        fields = ["id", "project", "task", "created_at"]


class FavoriteIn(Body):
    project = Reference(access.access_project, required=False, allow_null=True)
    task = Reference(access.access_task, required=False, allow_null=True)
