"""The one door: every object that a user asks for is fetched here, or not at all.

What is absent and what is hidden look alike (:class:`NotFound`). What may be seen but not
changed is :class:`Forbidden`. Staff see everything. A document in a project is seen by the
project's members; one that waits in the inbox by its owner and by reviewers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.choices import NotificationKind, Role
from core.exceptions import Forbidden, NotFound, NotSignedIn
from core.models import (
    Batch,
    Comment,
    Decision,
    Document,
    Favorite,
    Job,
    Membership,
    Notification,
    Project,
    SavedFilter,
    Task,
    Template,
    Topic,
    TrainedModel,
    User,
    Version,
)

M = TypeVar("M", bound=Model)

STAFF_KINDS = (NotificationKind.PAUSED, NotificationKind.DRIFT)
LARGEST_ID = 2**63 - 1


def signed_in(user: User | AnonymousUser) -> User:
    """The user behind a request, or :class:`NotSignedIn`."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        raise NotSignedIn(_("Sign in first."))
    return user


# What each user may see -----------------------------------------------------------------


def visible_projects(user: User) -> QuerySet[Project]:
    if user.is_staff:
        return Project.objects.all()
    return Project.objects.filter(pk__in=_member_project_ids(user))


def visible_documents(user: User) -> QuerySet[Document]:
    """Documents outside the trash that this user may see."""
    return _seen_by(user, Document.objects.filter(trashed_at=None))


def documents_seen_now(user: User) -> QuerySet[Document]:
    """:func:`visible_documents` with the user's projects as a list, read by this call.

    The planner can count a list; it pays where a search has to be quick for people who see
    little of a large archive.
    """
    own = [] if user.is_staff else list(_member_project_ids(user))
    return _seen_in(own, user, Document.objects.filter(trashed_at=None))


def trashed_documents(user: User) -> QuerySet[Document]:
    """What of the trash this user may see: what they would see outside of it."""
    return _seen_by(user, Document.objects.exclude(trashed_at=None))


def documents_anywhere(user: User) -> QuerySet[Document]:
    """Documents that this user may see, in the trash or outside of it."""
    return _seen_by(user, Document.objects.all())


def _seen_by(user: User, documents: QuerySet[Document]) -> QuerySet[Document]:
    return _seen_in(_member_project_ids(user), user, documents)


def _seen_in(
    own: Iterable[int], user: User, documents: QuerySet[Document]
) -> QuerySet[Document]:
    """``own`` are the ids of the user's projects; staff need none."""
    if user.is_staff:
        return documents
    inbox = Q(project=None) if user.is_reviewer else Q(project=None, owner=user)
    return documents.filter(inbox | Q(project__in=own))


def visible_tasks(user: User) -> QuerySet[Task]:
    if user.is_staff:
        return Task.objects.all()
    return Task.objects.filter(project__in=_member_project_ids(user))


def visible_comments(user: User) -> QuerySet[Comment]:
    return Comment.objects.filter(
        Q(task__in=visible_tasks(user)) | Q(document__in=visible_documents(user))
    )


def visible_templates(user: User) -> QuerySet[Template]:
    if user.is_staff:
        return Template.objects.all()
    return Template.objects.filter(
        Q(project=None) | Q(project__in=_member_project_ids(user))
    )


def visible_notifications(user: User) -> QuerySet[Notification]:
    """The user's own, about what they may still see."""
    # By each row's own comment or task: there are few rows, and many documents.
    comment, task = OuterRef("comment"), OuterRef("task")
    seen = (
        Q(Exists(visible_comments(user).filter(pk=comment)))
        | Q(Exists(visible_tasks(user).filter(pk=task)))
        | Q(comment=None, task=None)
    )
    told = Notification.objects.filter(seen, user=user)
    return told if user.is_staff else told.exclude(kind__in=STAFF_KINDS)


def visible_jobs(user: User) -> QuerySet[Job]:
    """Jobs that the user started; staff see all."""
    return Job.objects.all() if user.is_staff else Job.objects.filter(created_by=user)


def visible_batches(user: User) -> QuerySet[Batch]:
    """Batches that the user asked for; staff see all."""
    return (
        Batch.objects.all() if user.is_staff else Batch.objects.filter(created_by=user)
    )


def visible_topics(user: User) -> QuerySet[Topic]:
    """Topics of projects that the user sees, and topics that have no project yet."""
    if user.is_staff:
        return Topic.objects.all()
    shown = Q(projects__in=_member_project_ids(user)) | Q(projects=None)
    return Topic.objects.filter(shown).distinct()


def visible_users(user: User) -> QuerySet[User]:
    """Oneself and the people one shares a project with; staff see all."""
    if user.is_staff:
        return User.objects.all()
    together = Q(memberships__project__in=_member_project_ids(user))
    return User.objects.filter(Q(pk=user.pk) | together).distinct()


def _member_project_ids(user: User) -> QuerySet[Membership, int]:
    return Membership.objects.filter(user=user).values_list("project_id", flat=True)


# The doors --------------------------------------------------------------------------------


def access_project(user: User, pk: object, role: Role = Role.VIEWER) -> Project:
    project = _fetch(visible_projects(user), pk)
    require_role(user, project, role)
    return project


def access_document(
    user: User, pk: object, role: Role = Role.VIEWER, *, lock: bool = False
) -> Document:
    """The document, if ``user`` has ``role`` for it; locked until commit on request."""
    documents = visible_documents(user)
    if lock:
        lock_row(documents, _number(pk))
    document = _fetch(documents.select_related("project"), pk)
    if document.project is not None:
        require_role(user, document.project, role)
    return document


def access_trashed_document(
    user: User, pk: object, role: Role = Role.VIEWER
) -> Document:
    document = _fetch(trashed_documents(user).select_for_update(of=("self",)), pk)
    if document.project is not None:
        require_role(user, document.project, role)
    return document


def access_version(user: User, document_pk: object, number: object) -> Version:
    """A version of a document; its text, which may be long, is read by who asks for it."""
    document = access_document(user, document_pk)
    rows = document.versions.select_related("extraction").defer("extraction__text")
    return _fetch(rows, number, "number")


def access_task(user: User, pk: object, role: Role = Role.VIEWER) -> Task:
    task = _fetch(visible_tasks(user).select_related("project"), pk)
    require_role(user, task.project, role)
    return task


def access_comment(user: User, pk: object) -> Comment:
    return _fetch(visible_comments(user), pk)


def access_own_comment(user: User, pk: object) -> Comment:
    comment = access_comment(user, pk)
    if comment.author_id != user.pk and not user.is_staff:
        raise Forbidden(_("Only its author may change a comment."))
    return comment


def access_template(user: User, pk: object) -> Template:
    return _fetch(visible_templates(user), pk)


def access_editable_template(user: User, pk: object) -> Template:
    template = access_template(user, pk)
    if template.project is None:
        require_staff(user)
    else:
        require_role(user, template.project, Role.EDITOR)
    return template


def access_membership(user: User, project_pk: object, pk: object) -> Membership:
    project = access_project(user, project_pk)
    return _fetch(project.memberships.select_related("user"), pk)


def access_favorite(user: User, pk: object) -> Favorite:
    return _fetch(user.favorites.all(), pk)


def access_notification(user: User, pk: object) -> Notification:
    return _fetch(visible_notifications(user), pk)


def access_job(user: User, pk: object) -> Job:
    return _fetch(visible_jobs(user), pk)


def access_batch(user: User, pk: object, *, lock: bool = False) -> Batch:
    """The batch; locked until commit on request."""
    batches = visible_batches(user)
    if lock:
        lock_row(batches, _number(pk))
    return _fetch(batches.select_related("job", "created_by"), pk)


def access_saved_filter(user: User, pk: object) -> SavedFilter:
    return _fetch(user.saved_filters.all(), pk)


def access_topic(user: User, pk: object) -> Topic:
    return _fetch(visible_topics(user), pk)


def access_user(user: User, pk: object) -> User:
    return _fetch(visible_users(user).filter(is_active=True), pk)


def user_named(name: str) -> User | None:
    """The active user of this name; its letters' case counts only between two like names."""
    like = list(User.objects.filter(username__iexact=name, is_active=True))
    meant = [one for one in like if one.username == name] or like
    return meant[0] if len(meant) == 1 else None


def access_any_user(user: User, pk: object) -> User:
    """Any account, deactivated ones too; for administrators."""
    require_staff(user)
    return _fetch(User.objects.all(), pk)


def access_model(user: User, pk: object) -> TrainedModel:
    """Any trained model; what its report says of hidden projects is cut by the selector."""
    signed_in(user)
    return _fetch(TrainedModel.objects.all(), pk)


def access_decision(user: User, document_pk: object, pk: object) -> Decision:
    document = access_document(user, document_pk)
    return _fetch(document.decisions.all(), pk)


# Rights -----------------------------------------------------------------------------------


def role_in(user: User, project: Project) -> Role | None:
    """The user's role in a project; staff manage every project."""
    if user.is_staff:
        return Role.MANAGER
    found = Membership.objects.filter(user=user, project=project).values_list("role")
    return Role(found[0][0]) if found else None


@dataclass(frozen=True, slots=True)
class Rights:
    """A user's roles everywhere, read once for many documents."""

    user: User
    roles: Mapping[int, Role]

    def may_edit(self, document: Document) -> bool:
        """Of a document that the user sees: whether they may change it."""
        if document.project_id is None or self.user.is_staff:
            return True
        held = self.roles.get(document.project_id)
        return held is not None and held.includes(Role.EDITOR)


def rights_of(user: User) -> Rights:
    held = Membership.objects.filter(user=user).values_list("project_id", "role")
    return Rights(user, {project: Role(role) for project, role in held})


def require_role(user: User, project: Project, role: Role) -> None:
    """Raise unless ``user`` has at least ``role``; no role at all looks like absence."""
    held = role_in(user, project)
    if held is None:
        raise NotFound(_("There is no such object."))
    if not held.includes(role):
        message = _("This needs the role “{role}” in the project; yours is “{held}”.")
        raise Forbidden(
            message.format(role=role.label, held=held.label), needed=role, held=held
        )


def require_staff(user: User) -> None:
    if not user.is_staff:
        raise Forbidden(_("This is for administrators."))


def may_file_into(user: User, project: Project) -> bool:
    """Whether this user, or a machine on this user's behalf, may put documents there."""
    held = role_in(user, project)
    return held is not None and held.includes(Role.EDITOR) and not project.is_archived


def lock_row(rows: QuerySet[M, Any], pk: int) -> None:
    """Lock one of ``rows`` until commit; whoever reads it afterwards reads it as it is.

    To lock and to join in one query would give what a row that we waited for pointed to
    before: a document that was answered meanwhile would come without the answer. Whoever
    locks several takes the lowest id first: then nobody waits in a circle.
    """
    alone = rows.select_related(None).select_for_update(of=("self",))
    alone.filter(pk=pk).values_list("pk").first()


def _fetch(queryset: QuerySet[M, Any], value: object, field: str = "pk") -> M:
    found: M | None = queryset.filter(**{field: _number(value)}).first()
    if found is None:
        raise NotFound(_("There is no such object."))
    return found


def _number(value: object) -> int:
    """An id as it came in; raises :class:`NotFound` for what can't be one."""
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if not 0 < number <= LARGEST_ID:
        raise NotFound(_("There is no such object."))
    return number
