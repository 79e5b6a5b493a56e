"""A document's own page, and what is done on it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from core import access
from core.choices import Role
from core.models import Comment, Document, Project, Task, Version
from core.selectors import document_page
from core.selectors.attachments import Family, family
from core.selectors.class_change import told_change
from core.selectors.difference import DiffPart, diff
from core.selectors.document_page import Reasons, Step
from core.selectors.documents import Candidate
from core.selectors.likeness import Alike, offers
from core.selectors.reasons import Precedent, reasons_of
from core.services import decisions, documents, tasks, trash, versions
from core.services.champion import model_files, serving
from core.services.champion.similar import Similar, similar_documents
from core.services.storage import originals
from core.services.texts import likeness, reading
from core.web.forms.documents import CommentForm, NoteForm, TagsForm
from core.web.pages import (
    actor,
    after,
    back,
    checked,
    offer_undo,
    said,
    show,
    typed,
    wants_fragment,
)
from core.web.telling import Part, head, telling_parts, told_terms

# What a browser may show by itself; decided by the content, not by the name.
SHOWN_INLINE = {
    "application/pdf": "pdf",
    "image/png": "picture",
    "image/jpeg": "picture",
    "image/webp": "picture",
    "image/gif": "picture",
}
# Longer texts open in full on request.
LONG_TEXT = 60_000


@dataclass(frozen=True, slots=True)
class DocumentPage:
    document: Document
    parts: list[Part]
    is_cut: bool
    viewer: str
    failure: str
    cited: reading.Cited
    duplicate_of: int | None
    warnings: list[str]
    may_edit: bool
    reasons: Reasons | None
    precedents: list[Precedent]
    steps: list[Step]
    versions: list[Version]
    family: Family
    alike: list[Alike]
    class_change: Candidate | None
    comments: list[Comment]
    tasks: list[Task]

    @property
    def may_undo(self) -> bool:
        """Whether somebody put the document somewhere; a suggestion did nothing yet."""
        standing = self.document.standing_decision
        acted = standing is not None and (standing.project_id or standing.is_human)
        return self.may_edit and bool(acted)


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = document_page.open_document(user, pk)
    if wants_fragment(request):  # the page asks until the document has been read
        return show(request, "documents/_being_read.html", found)
    steps = document_page.history(user, found)
    may_edit = document_page.may_edit(user, found)
    why = document_page.reasons(user, steps, found)
    told = reasons_of(user, why.verdict) if why else None
    terms = told_terms(told, why.candidates if why else [])
    parts = telling_parts(_text(found), terms)
    whole = "all" in request.GET
    page = DocumentPage(
        document=found,
        parts=parts if whole else head(parts, LONG_TEXT),
        is_cut=not whole and sum(len(part.text) for part in parts) > LONG_TEXT,
        viewer=_viewer(found.current_version),
        failure=_failure(found),
        cited=_cited(found.current_version),
        duplicate_of=getattr(found, "duplicate_of", None),
        warnings=_warnings(found),
        may_edit=may_edit,
        reasons=why,
        precedents=told.precedents if told else [],
        steps=steps,
        versions=document_page.versions(found),
        family=family(user, found),
        class_change=told_change(found, why),
        alike=offers(user, found) if may_edit else [],
        comments=document_page.comments(user, found),
        tasks=list(found.project.tasks.order_by("-id")[:50])
        if may_edit and found.project
        else [],
    )
    return show(request, "documents/detail.html", page)


@require_GET
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """The nearest documents; asked for when the page is there. None without a model."""
    user = actor(request)
    found = access.access_document(user, pk)
    near: list[Similar] = []
    with suppress(serving.NoModelYet, model_files.ModelDamaged):
        near = similar_documents(user, found)
    return show(request, "documents/_similar.html", near)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A person says where the document belongs; without a project: to none of those offered."""
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    wanted = request.POST.get("project", "")
    project = access.access_project(user, wanted) if wanted else None
    message = _noted(found, project)
    decision = decisions.decide(actor=user, document=found, project=project)
    offer_undo(
        request, message, {"act": "move", "document": pk, "decision": decision.pk}
    )
    return back(request, "", reverse("web:document", args=[pk]))


def _noted(found: Document, project: Project | None) -> str:
    if project is None:
        return _("Noted: none of these.")
    if project.pk == found.project_id:
        return _("Noted: it stays in %(project)s.") % {"project": project.name}
    return _("Filed to %(project)s.") % {"project": project.name}


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    decisions.undo(actor=user, document=found)
    return after(request, _("Taken back."), "web:document", pk)


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    values = {"title": typed(request.POST, "title", 300)}
    documents.update_document(actor=user, document=found, values=values)
    if wants_fragment(request):
        return said(_("Renamed."))
    return after(request, _("Renamed."), "web:document", pk)


@require_POST
def tag(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    values = checked(TagsForm(request.POST))
    documents.update_document(actor=user, document=found, values=values)
    return after(request, _("Tags saved."), "web:document", pk)


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link the document to a task of its project, or to none."""
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    wanted = request.POST.get("task", "")
    task = access.access_task(user, wanted) if wanted else None
    documents.update_document(actor=user, document=found, values={"task": task})
    return after(
        request, _("Linked.") if task else _("Link removed."), "web:document", pk
    )


@require_POST
def put_in_trash(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    trash.trash_document(actor=user, document=found)
    message = _("“%(title)s” is in the trash.") % {"title": found.title}
    offer_undo(request, message, {"act": "trash", "document": pk})
    return after(request, "", "web:documents")


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_document(user, pk)
    tasks.add_comment(actor=user, on=found, **checked(CommentForm(request.POST)))
    return after(request, "", "web:document", pk)


@require_POST
def add_version(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    form = NoteForm(request.POST, request.FILES)
    if not form.is_valid():
        return after(request, _("Choose a file first."), "web:document", pk)
    version = documents.add_version(
        actor=user,
        document=found,
        incoming=documents.Incoming.from_file(form.cleaned_data["file"]),
        note=form.cleaned_data["note"],
    )
    message = _("Version %(number)d came in.") % {"number": version.number}
    return after(request, message, "web:document", pk)


@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    documents.read_again(actor=user, document=found)
    return after(request, "", "web:document", pk)


@require_POST
def accept_likeness(request: HttpRequest, pk: int) -> HttpResponse:
    """The document is the next version of another, nearly the same one."""
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    other = access.access_document(user, request.POST.get("other"), Role.EDITOR)
    version = likeness.accept(actor=user, document=found, other=other)
    request.session.pop("undo", None)
    message = _("Version %(number)d came in.") % {"number": version.number}
    return after(request, message, "web:document", other.pk)


@require_POST
def decline_likeness(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    other = access.access_document(user, request.POST.get("other"))
    likeness.decline(actor=user, document=found, other=other)
    return after(request, _("Noted: they are two documents."), "web:document", pk)


@require_POST
def restore_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    version = access.access_version(user, pk, number)
    versions.restore_version(actor=user, document=found, version=version)
    message = _("Version %(number)d is the current one again, as a new version.")
    return after(request, message % {"number": number}, "web:document", pk)


@require_GET
def download(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The original, byte for byte, always as a download."""
    version = access.access_version(actor(request), pk, number)
    response = FileResponse(
        originals.open_original(version.sha256),
        as_attachment=True,
        filename=version.file_name,
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_GET
@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A PDF or a picture for the viewer; anything else goes only as a download."""
    version = access.access_version(actor(request), pk, number)
    media_type = str(version.extraction.details.get("media_type", ""))
    if media_type not in SHOWN_INLINE:
        return download(request, pk, number)
    response = FileResponse(
        originals.open_original(version.sha256), content_type=media_type
    )
    # The browser's PDF viewer does not start inside a sandbox; pictures need nothing.
    sandbox = "" if media_type == "application/pdf" else "sandbox; "
    response["Content-Security-Policy"] = (
        f"{sandbox}default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response


@dataclass(frozen=True, slots=True)
class DiffPage:
    document: Document
    before: Version
    after: Version
    parts: list[DiffPart]
    versions: list[Version]


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The words that changed between two versions."""
    user = actor(request)
    found = access.access_document(user, pk)
    before = access.access_version(user, pk, request.GET.get("from"))
    later = access.access_version(user, pk, request.GET.get("to"))
    parts = diff(before.extraction.text, later.extraction.text)
    page = DiffPage(found, before, later, parts, document_page.versions(found))
    return show(request, "documents/compare.html", page)


def _text(found: Document) -> str:
    return found.current_version.extraction.text if found.current_version else ""


def _viewer(version: Version | None) -> str:
    if version is None:
        return ""
    return SHOWN_INLINE.get(str(version.extraction.details.get("media_type", "")), "")


def _failure(found: Document) -> str:
    version = found.current_version
    if version is None or not version.extraction.failure_code:
        return ""
    return reading.failure_text(version.extraction)


def _cited(version: Version | None) -> reading.Cited:
    return reading.cited_as(version.extraction) if version else reading.Cited()


def _warnings(found: Document) -> list[str]:
    return (
        reading.warning_texts(found.current_version.extraction)
        if found.current_version
        else []
    )
