"""Texts to start a document from: a project's own, or everybody's."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import access
from core.choices import Role
from core.models import Project, Template, User
from core.services import audit, changes


@transaction.atomic
def create_template(
    *, actor: User, name: str, body: str, project: Project | None
) -> Template:
    """A template of a project (its editors), or everybody's (administrators)."""
    if project is None:
        access.require_staff(actor)
    else:
        access.require_role(actor, project, Role.EDITOR)
    template = Template.objects.create(
        name=name, body=body, project=project, created_by=actor
    )
    audit.record(
        actor=actor,
        action="template.create",
        subject=template,
        project=project,
        after={"name": name},
    )
    return template


@transaction.atomic
def update_template(
    *, actor: User, template: Template, values: Mapping[str, Any]
) -> Template:
    changes.apply(
        actor=actor, subject=template, values=values, project=template.project
    )
    return template


@transaction.atomic
def delete_template(*, actor: User, template: Template) -> None:
    audit.record(
        actor=actor,
        action="template.delete",
        subject=template,
        project=template.project,
        before={"name": template.name},
    )
    template.delete()
