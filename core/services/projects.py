"""Topics, projects and their members."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from psycopg.errors import UniqueViolation

from core import access
from core.choices import Role
from core.exceptions import Conflict, InvalidInput
from core.models import Decision, Membership, Project, Topic, User
from core.services import audit, changes, jobs, locks

KEY_LENGTH = 64
NAME_LENGTH = 200
# What decides whether a machine files into a project.
FILING = {"filing_mode", "error_budget", "is_archived"}


@transaction.atomic
def create_topic(*, actor: User, name: str, description: str = "") -> Topic:
    """A topic groups projects; only administrators make them."""
    access.require_staff(actor)
    with _unless_taken("name", _("There is a topic of this name already.")):
        topic = Topic.objects.create(name=name, description=description)
    audit.record(
        actor=actor, action="topic.create", subject=topic, after={"name": name}
    )
    return topic


@transaction.atomic
def update_topic(*, actor: User, topic: Topic, values: Mapping[str, Any]) -> Topic:
    access.require_staff(actor)
    with _unless_taken("name", _("There is a topic of this name already.")):
        changes.apply(actor=actor, subject=topic, values=values)
    return topic


@transaction.atomic
def delete_topic(*, actor: User, topic: Topic) -> None:
    access.require_staff(actor)
    if topic.projects.exists():
        raise Conflict(
            _("This topic still has projects. Move them first."), code="topic-in-use"
        )
    audit.record(
        actor=actor, action="topic.delete", subject=topic, before={"name": topic.name}
    )
    topic.delete()


@transaction.atomic
def create_project(*, actor: User, name: str, key: str = "", **values: Any) -> Project:
    """Create a project and make its creator its manager.

    ``key`` is the label the engine learns; it is derived from the name when it is empty.
    """
    locks.take_turns("project-keys")  # else two would find the same key free
    wanted = key.upper() or free_key(name)
    with _unless_taken("key", _("There is a project with this key already.")):
        project = Project.objects.create(
            name=name, key=wanted, created_by=actor, **values
        )
    Membership.objects.create(project=project, user=actor, role=Role.MANAGER)
    audit.record(
        actor=actor,
        action="project.create",
        subject=project,
        project=project,
        after={"name": name, "key": wanted},
    )
    return project


@transaction.atomic
def update_project(
    *, actor: User, project: Project, values: Mapping[str, Any]
) -> Project:
    """Change a project's settings; its key stays for ever.

    What the machine may file by itself then counts for the documents that wait, too.
    """
    access.require_role(actor, project, Role.MANAGER)
    template = values.get("default_template")
    if template is not None and template.project_id not in (None, project.pk):
        raise InvalidInput.of(
            "default_template", _("The template belongs to another project.")
        )
    changed = changes.apply(
        actor=actor, subject=project, values=values, project=project
    )
    if changed & FILING:
        jobs.ask_about_waiting()
    return project


@transaction.atomic
def delete_project(*, actor: User, project: Project) -> None:
    """Delete a project that nothing was ever filed into; others are archived instead."""
    access.require_role(actor, project, Role.MANAGER)
    # From here on nothing comes in: what does not see that it goes, fails.
    access.lock_row(Project.objects.all(), project.pk)
    if project.documents.exists() or project.tasks.exists() or _was_decided(project):
        raise Conflict(
            _("This project has documents or tasks. Archive it instead."),
            code="project-in-use",
        )
    audit.record(
        actor=actor,
        action="project.delete",
        subject=project,
        before={"key": project.key},
    )
    project.delete()


@transaction.atomic
def named_project(*, actor: User, name: str) -> Project:
    """The project that ``name`` means: by its key, else by its name, else a new one.

    A name that is longer than a project's, such as a folder's, is cut.
    """
    locks.take_turns("project-keys")  # else two would make one each
    name = " ".join(name.split())[:NAME_LENGTH] or name
    by_key = Project.objects.filter(key__iexact=name).first()
    found = by_key or Project.objects.filter(name__iexact=name).order_by("pk").first()
    return found or create_project(actor=actor, name=name)


def free_key(name: str) -> str:
    """An unused project key made from a name: ``Tender 2027`` gives ``TENDER-2027``."""
    base = slugify(name, allow_unicode=True).upper()[: KEY_LENGTH - 6].strip("-_")
    base = base or "PROJECT"
    taken = set(
        Project.objects.filter(key__istartswith=base).values_list("key", flat=True)
    )
    candidates = [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
    return next(key for key in candidates if key not in taken)


# Members ----------------------------------------------------------------------------------


@transaction.atomic
def add_member(*, actor: User, project: Project, user: User, role: Role) -> Membership:
    access.require_role(actor, project, Role.MANAGER)
    with _unless_taken("user", _("This person is a member already.")):
        membership = Membership.objects.create(project=project, user=user, role=role)
    audit.record(
        actor=actor,
        action="member.add",
        subject=membership,
        project=project,
        after={"user": user.pk, "role": role},
    )
    return membership


@transaction.atomic
def change_role(*, actor: User, membership: Membership, role: Role) -> Membership:
    access.require_role(actor, membership.project, Role.MANAGER)
    if role != Role.MANAGER:
        _require_another_manager(membership)
    changes.apply(
        actor=actor,
        subject=membership,
        values={"role": role},
        project=membership.project,
    )
    return membership


@transaction.atomic
def remove_member(*, actor: User, membership: Membership) -> None:
    """Remove a member; everybody may leave, managers may remove others."""
    if membership.user_id != actor.pk:
        access.require_role(actor, membership.project, Role.MANAGER)
    _require_another_manager(membership)
    audit.record(
        actor=actor,
        action="member.remove",
        subject=membership,
        project=membership.project,
        before={"user": membership.user_id, "role": membership.role},
    )
    membership.delete()


def _was_decided(project: Project) -> bool:
    return Decision.objects.filter(project=project).exists()


def _require_another_manager(membership: Membership) -> None:
    # All of them in one order: two who leave at the same moment wait for one another.
    locked = membership.project.memberships.select_for_update().order_by("pk")
    managers = list(locked.filter(role=Role.MANAGER).values_list("pk", flat=True))
    if managers == [membership.pk]:
        raise Conflict(
            _("A project needs a manager. Name another one first."), code="last-manager"
        )


@contextmanager
def _unless_taken(field: str, message: Any) -> Iterator[None]:
    """Say to people that there is one already, as the database alone can know."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        raise InvalidInput.of(field, message, code="already-exists") from error
