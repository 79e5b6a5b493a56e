"""Projects: the list, and each project's documents, quality and settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access
from core.choices import Role
from core.exceptions import InvalidInput
from core.models import Decision, Document, Membership, Project, Topic, User
from core.selectors import project_page
from core.selectors.document_search import Wanted
from core.selectors.project_page import Header, Quality
from core.selectors.projects import list_members, list_projects, list_topics
from core.selectors.search import search
from core.services import projects
from core.services.champion import budgets
from core.services.people import favorites
from core.web.forms.projects import MemberForm, NewProjectForm, SettingsForm, TopicForm
from core.web.pages import actor, after, back, checked, saved, show

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Group:
    topic: Topic | None
    projects: list[Project]


@dataclass(frozen=True, slots=True)
class ProjectList:
    groups: list[Group]
    starred: set[int]
    archived: int
    with_archive: bool
    topic_form: TopicForm


@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    found = list(list_projects(user).order_by("topic__name", "name"))
    with_archive = "archived" in request.GET
    page = ProjectList(
        groups=_groups([p for p in found if with_archive or not p.is_archived]),
        starred=set(
            user.favorites.exclude(project=None).values_list("project_id", flat=True)
        ),
        archived=sum(p.is_archived for p in found),
        with_archive=with_archive,
        topic_form=TopicForm(),
    )
    return show(request, "projects/list.html", page)


def _groups(found: list[Project]) -> list[Group]:
    groups: dict[int, Group] = {}
    for project in found:
        group = groups.setdefault(project.topic_id or 0, Group(project.topic, []))
        group.projects.append(project)
    return list(groups.values())


@require_http_methods(["GET", "POST"])
def new_project(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    form = NewProjectForm(request.POST or None, topics=list_topics(user))
    made: list[Project] = []

    def write(values: dict[str, Any]) -> object:
        made.append(projects.create_project(actor=user, **values))
        return made[0]

    if request.method == "POST" and saved(form, write):
        return after(request, _("The project is there."), "web:project", made[0].pk)
    return show(request, "projects/new.html", form)


@require_POST
def new_topic(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    projects.create_topic(actor=user, **checked(TopicForm(request.POST)))
    return after(request, _("The topic is there."), "web:projects")


@dataclass(frozen=True, slots=True)
class ProjectPage:
    header: Header
    documents: list[Document]
    total: int


@require_GET
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """The project's newest documents."""
    user = actor(request)
    found = access.access_project(user, pk)
    newest = search(user, Wanted(project=found.pk), 0, SHOWN)
    page = ProjectPage(
        header=project_page.header(user, found, "documents"),
        documents=list(newest.documents),
        total=newest.total,
    )
    return show(request, "projects/documents.html", page)


@dataclass(frozen=True, slots=True)
class QualityPage:
    header: Header
    quality: Quality | None
    corrections: list[Decision]


@require_GET
def quality(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_project(user, pk)
    page = QualityPage(
        header=project_page.header(user, found, "quality"),
        quality=project_page.quality(user, found),
        corrections=project_page.corrections(user, found),
    )
    return show(request, "projects/quality.html", page)


@dataclass(frozen=True, slots=True)
class SettingsPage:
    header: Header
    form: SettingsForm
    outlook: budgets.Outlook | None
    members: list[Membership]
    member_form: MemberForm
    people: QuerySet[User]
    roles: list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_project(user, pk)
    # A form writes into its object what was typed, fit or not: it gets a copy of its own.
    form = SettingsForm(
        request.POST or None,
        instance=access.access_project(user, pk),
        topics=list_topics(user),
    )

    def write(values: dict[str, Any]) -> object:
        return projects.update_project(actor=user, project=found, values=values)

    if request.method == "POST" and saved(form, write):
        return after(request, _("Saved."), "web:project-settings", pk)
    return show(request, "projects/settings.html", _settings_page(request, found, form))


def _settings_page(
    request: HttpRequest,
    found: Project,
    form: SettingsForm,
    members: MemberForm | None = None,
) -> SettingsPage:
    return SettingsPage(
        header=project_page.header(actor(request), found, "settings"),
        form=form,
        outlook=budgets.outlook(found),
        members=list(list_members(found)),
        member_form=members or MemberForm(),
        people=access.visible_users(actor(request)).filter(is_active=True),
        roles=[(value, str(label)) for value, label in Role.choices],
    )


@require_POST
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_project(user, pk)
    form = MemberForm(request.POST)

    def write(values: dict[str, Any]) -> object:
        return projects.add_member(
            actor=user,
            project=found,
            user=values["username"],
            role=Role(values["role"]),
        )

    if saved(form, write):
        return after(request, _("A new member is in."), "web:project-settings", pk)
    unchanged = SettingsForm(instance=found, topics=list_topics(user))
    page = _settings_page(request, found, unchanged, form)
    return show(request, "projects/settings.html", page, status=400)


@require_POST
def change_role(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    user = actor(request)
    membership = access.access_membership(user, pk, member)
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise InvalidInput(_("There is no such role."))
    projects.change_role(actor=user, membership=membership, role=Role(role))
    return after(request, _("Saved."), "web:project-settings", pk)


@require_POST
def remove_member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    user = actor(request)
    membership = access.access_membership(user, pk, member)
    projects.remove_member(actor=user, membership=membership)
    if membership.user_id == user.pk and not user.is_staff:
        return redirect("web:projects")
    return after(request, _("The member is out."), "web:project-settings", pk)


@require_POST
def star(request: HttpRequest, pk: int) -> HttpResponse:
    """Star the project, or take the star back."""
    user = actor(request)
    found = access.access_project(user, pk)
    favorites.toggle_favorite(actor=user, project=found)
    return back(request, "", "web:projects")
