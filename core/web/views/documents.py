"""The list of documents, and what is done with many of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core import access
from core.exceptions import InvalidInput
from core.models import Document, Project
from core.selectors.document_search import Wanted, find_documents
from core.selectors.documents import list_documents
from core.services import selections, trash
from core.services.documents import Incoming, NewDocument, create_document
from core.web.forms.documents import FilterForm
from core.web.pages import actor, back, show, wants_fragment

PAGE = 50


@dataclass(frozen=True, slots=True)
class Rows:
    """A stretch of the list; ``more`` is the next page's number."""

    documents: list[Document]
    more: int | None


@dataclass(frozen=True, slots=True)
class ListPage:
    form: FilterForm
    wanted: Wanted
    rows: Rows
    total: int
    projects: list[Project]
    project: Project | None


@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """The list; asked for by a script, only its rows."""
    user = actor(request)
    form = FilterForm(request.GET)
    wanted = form.wanted
    found = find_documents(user, wanted)
    start = (form.page_number - 1) * PAGE
    documents = list(found[start : start + PAGE + 1])
    more = form.page_number + 1 if len(documents) > PAGE else None
    projects = list(access.visible_projects(user).order_by("name"))
    page = ListPage(
        form=form,
        wanted=wanted,
        rows=Rows(documents[:PAGE], more),
        total=found.count() if form.page_number == 1 else 0,
        projects=projects,
        project=next((p for p in projects if p.pk == wanted.project), None),
    )
    return show(request, _list_template(request, form), page)


def _list_template(request: HttpRequest, form: FilterForm) -> str:
    if not wants_fragment(request):
        return "documents/list.html"
    return (
        "documents/_results.html" if form.page_number == 1 else "documents/_rows.html"
    )


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


@dataclass(frozen=True, slots=True)
class MovePage:
    preview: selections.MovePreview
    documents: list[int]
    next: str


@require_POST
def preview_move(request: HttpRequest) -> HttpResponse:
    """What a move of the chosen documents would change."""
    user = actor(request)
    project = access.access_project(user, request.POST.get("project"))
    chosen = _chosen(request)
    preview = selections.preview_move(actor=user, documents=chosen, project=project)
    page = MovePage(preview, chosen, request.POST.get("next", ""))
    return show(request, "documents/_move.html", page)


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Move the chosen documents; those that a person placed stay, unless asked for too."""
    user = actor(request)
    project = access.access_project(user, request.POST.get("project"))
    moved = selections.move(
        actor=user,
        documents=_chosen(request),
        project=project,
        also_placed_by_people=bool(request.POST.get("placed")),
    )
    message = ngettext(
        "%(n)d document moved to %(project)s.",
        "%(n)d documents moved to %(project)s.",
        len(moved),
    )
    request.session["undo"] = {"act": "move", "documents": moved}
    return back(
        request, message % {"n": len(moved), "project": project.name}, "web:documents"
    )


@require_POST
def put_in_trash(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    trashed = selections.put_in_trash(actor=user, documents=_chosen(request))
    message = ngettext(
        "%(n)d document is in the trash.",
        "%(n)d documents are in the trash.",
        len(trashed),
    )
    request.session["undo"] = {"act": "trash", "documents": trashed}
    return back(request, message % {"n": len(trashed)}, "web:documents")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last act on the list back."""
    user = actor(request)
    last = request.session.pop("undo", None) or {}
    documents = last.get("documents", [])
    if last.get("act") == "trash":
        for pk in documents:
            trash.restore_document(actor=user, pk=pk)
    elif last.get("act") == "move":
        selections.undo_move(actor=user, documents=documents)
    return back(request, _("Taken back."), "web:documents")


def _chosen(request: HttpRequest) -> list[int]:
    chosen = [int(pk) for pk in request.POST.getlist("document") if pk.isdecimal()]
    if not chosen:
        raise InvalidInput(_("Choose documents first."))
    return chosen
