"""The list of documents, and bringing them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core import access
from core.choices import Column
from core.exceptions import Conflict, InvalidInput
from core.models import Project, SavedFilter, Task, User
from core.selectors.document_search import Wanted
from core.selectors.documents import list_documents
from core.selectors.search import Found, search
from core.selectors.spelling import suggestion
from core.services import batches, decisions, trash
from core.services.documents import Incoming, NewDocument, create_document
from core.services.people import saved_filters, users
from core.web.forms.documents import FilterForm, address_of
from core.web.pages import actor, back, show, typed, wants_fragment

PAGE = 50


@dataclass(frozen=True, slots=True)
class ListPage:
    """``next_page`` is 0 on the last page."""

    form: FilterForm
    wanted: Wanted
    found: Found
    next_page: int
    suggestion: str
    projects: list[Project]
    project: Project | None
    reader: User

    @property
    def people(self) -> list[User]:
        """Whose documents the list may be narrowed to."""
        return list(access.visible_users(self.reader).order_by("last_name", "username"))

    @property
    def has_more_filters(self) -> bool:
        """Whether it is narrowed by what is not always in sight."""
        shown = {"words", "state", "project", "language", "order"}
        return bool(self.wanted.stored().keys() - shown)

    @property
    def tasks(self) -> list[Task]:
        """Of the project that the list is narrowed to."""
        if self.project is None:
            return []
        return list(self.project.tasks.order_by("-id")[:100])

    @property
    def kept(self) -> list[tuple[SavedFilter, str]]:
        """The reader's own filters, each with its address."""
        return [
            (one, address_of(Wanted.restored(one.wanted)))
            for one in self.reader.saved_filters.all()
        ]

    @property
    def columns(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Column.choices]


@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """The list; asked for by a script, only its rows."""
    user = actor(request)
    form = FilterForm(request.GET)
    wanted, number = form.wanted, form.page_number
    found = search(user, wanted, (number - 1) * PAGE, PAGE)
    is_wrong = bool(wanted.words) and (not found.total or found.is_widened)
    projects = list(access.visible_projects(user).order_by("name"))
    page = ListPage(
        form=form,
        wanted=wanted,
        found=found,
        next_page=number + 1 if found.has_more else 0,
        suggestion=suggestion(user, wanted) if is_wrong else "",
        projects=projects,
        project=next((p for p in projects if p.pk == wanted.project), None),
        reader=user,
    )
    return show(request, _list_template(request, form), page)


def _list_template(request: HttpRequest, form: FilterForm) -> str:
    if not wants_fragment(request):
        return "documents/list.html"
    return (
        "documents/_results.html" if form.page_number == 1 else "documents/_rows.html"
    )


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Choose what the list shows beside the title."""
    user = actor(request)
    ticked = request.POST.getlist("column")
    chosen = [column for column in Column.values if column in ticked]
    users.update_profile(actor=user, values={"document_columns": chosen})
    return back(request, "", "web:documents")


@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep what the list is narrowed to under a name."""
    narrowed = FilterForm(QueryDict(request.POST.get("filter", "").lstrip("?")))
    kept = saved_filters.save_filter(
        actor=actor(request),
        name=typed(request.POST, "name", 80),
        wanted=narrowed.wanted,
    )
    message = _("The filter “%(name)s” is kept.") % {"name": kept.name}
    return back(request, message, "web:documents")


@require_POST
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    kept = access.access_saved_filter(user, pk)
    saved_filters.delete_filter(actor=user, kept=kept)
    return back(request, _("The filter is deleted."), "web:documents")


@require_GET
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One document's row, asked for again until it comes to rest."""
    user = actor(request)
    document = access.access_document(user, pk)
    return show(
        request, "documents/_row.html", list_documents(user).get(pk=document.pk)
    )


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take in one file or many; a script gets a line for each, a browser the list."""
    user = actor(request)
    files = request.FILES.getlist("files")
    if not files:
        raise InvalidInput(_("Choose a file first."))
    project = None
    if wanted := request.POST.get("project"):
        project = access.access_project(user, wanted)
    about = NewDocument(project=project)
    documents = [
        create_document(actor=user, incoming=Incoming.from_file(file), about=about)
        for file in files
    ]
    if wants_fragment(request):
        return show(request, "documents/_uploaded.html", documents, status=201)
    message = ngettext(
        "%(n)d document came in.", "%(n)d documents came in.", len(documents)
    )
    return back(request, message % {"n": len(documents)}, "web:documents")


@require_GET
def upload_state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an uploaded document is."""
    user = actor(request)
    document = access.access_document(user, pk)
    found = list_documents(user).get(pk=document.pk)
    return show(request, "documents/_uploaded.html", [found])


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last act on documents back; there may be none any more."""
    user = actor(request)
    last = request.session.get("undo")
    if last is None:
        return back(request, "", "web:documents")
    if request.POST.get("key", last.get("key")) != last.get("key"):
        raise Conflict(_("Something else was done since. Undo this in its own place."))
    del request.session["undo"]
    _take_back(user, last)
    return back(request, _("Taken back."), "web:documents")


def _take_back(user: User, last: Mapping[str, Any]) -> None:
    match last:
        case {"act": "batch", "batch": pk}:
            batches.undo(actor=user, batch=access.access_batch(user, pk))
        case {"act": "trash", "document": pk}:
            trash.restore_document(actor=user, pk=pk)
        case {"act": "move", "document": pk, "decision": decision}:
            document = access.access_document(user, pk)
            decisions.undo(actor=user, document=document, decision=decision)
