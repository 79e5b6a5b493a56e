"""Acts on many documents: what one would do, doing it, taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from core import access
from core.choices import BatchKind, BatchState, Foreseen, ItemState
from core.exceptions import InvalidInput
from core.models import RETRIABLE_STATES, Batch, BatchItem, User
from core.selectors import batches as selectors
from core.selectors.batches import Tally
from core.selectors.document_search import Wanted
from core.selectors.models import list_models
from core.services import batches, jobs
from core.services.batches import Plan, Selection
from core.services.storage import downloads
from core.web import batch_words
from core.web.batch_words import Line
from core.web.forms.batches import BatchForm, ClassifyForm, SelectionForm
from core.web.pages import (
    actor,
    after,
    back,
    checked,
    offer_undo,
    page_of,
    show,
    wants_fragment,
)

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch is about, in words, and what can be done with it now."""

    batch: Batch
    title: str
    tally: Tally
    change: str
    foreseen: list[Line]
    results: list[Line]
    is_working: bool
    failed: bool
    may_be_applied: bool
    may_be_undone: bool
    next: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.tally.foreseen.get(Foreseen.CHANGE)


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Look ahead at an act on the chosen documents."""
    user = actor(request)
    batch = batches.create(actor=user, plan=_plan(request, user))
    if not wants_fragment(request) or selectors.is_working(batch):
        return _went(request, batch)
    summary = _summary(user, batch, next_page=request.POST.get("next", ""))
    return show(request, "batches/_preview.html", summary)


def _plan(request: HttpRequest, user: User) -> Plan:
    """What the form says; or an earlier batch, with what people placed elsewhere as well."""
    if like := request.POST.get("like"):
        earlier = access.access_batch(user, like)
        if earlier.kind not in batches.ACTS:
            raise InvalidInput(_("This cannot be done with documents."))
        params = {
            name: value
            for name, value in earlier.params.items()
            if name not in ("documents", "filter")
        }
        return Plan(
            kind=BatchKind(earlier.kind),
            selection=_selection_of(earlier),
            params={**params, "also_placed": True},
        )
    form = BatchForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("This cannot be done with documents."))
    return form.plan


def _selection_of(batch: Batch) -> Selection:
    if "filter" in batch.params:
        return Selection(wanted=Wanted.restored(batch.params["filter"]))
    return Selection(documents=batch.params["documents"])


def _went(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Go to the batch's own page; a script is told the address."""
    address = reverse("web:batch", args=[batch.pk])
    if not wants_fragment(request):
        return redirect(address)
    return HttpResponse(status=204, headers={"HX-Redirect": address})


@dataclass(frozen=True, slots=True)
class Listed:
    batch: Batch
    title: str


@require_GET
def batch_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    page: Page[Batch] = page_of(request, selectors.list_batches(user), SHOWN)
    names = dict(access.visible_projects(user).values_list("pk", "name"))
    listed = [Listed(one, batch_words.title(one, names)) for one in page]
    return show(request, "batches/list.html", {"rows": page, "batches": listed})


@dataclass(frozen=True, slots=True)
class BatchPage:
    summary: Summary
    items: Page[BatchItem]
    projects: dict[int, str]
    foreseen: str
    state: str


@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_batch(user, pk)
    foreseen, state = request.GET.get("foreseen", ""), request.GET.get("state", "")
    items = selectors.list_items(user, found)
    if foreseen in Foreseen.values:
        items = items.filter(foreseen=foreseen)
    if state in ItemState.values:
        items = items.filter(foreseen=Foreseen.CHANGE, state=state)
    page = BatchPage(
        summary=_summary(user, found),
        items=page_of(request, items, SHOWN),
        projects=dict(access.visible_projects(user).values_list("pk", "name")),
        foreseen=foreseen,
        state=state,
    )
    return show(request, "batches/detail.html", page)


@require_GET
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is; at its end the page is asked to load anew."""
    found = access.access_batch(actor(request), pk)
    response = show(request, "batches/_progress.html", found)
    if not selectors.is_working(found):
        response["HX-Refresh"] = "true"
    return response


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = batches.apply(actor=user, batch=access.access_batch(user, pk))
    if found.state != BatchState.APPLIED:
        return redirect("web:batch", pk)
    message = batch_words.ended(found, selectors.tally(user, found))
    offer_undo(request, message, {"act": "batch", "batch": pk})
    return back(request, "", reverse("web:batch", args=[pk]))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = batches.undo(actor=user, batch=access.access_batch(user, pk))
    request.session.pop("undo", None)
    done = found.state == BatchState.UNDONE
    return after(request, _("Taken back.") if done else "", "web:batch", pk)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Try work again that failed or was stopped."""
    user = actor(request)
    found = access.access_batch(user, pk)
    if found.job is not None:
        jobs.retry(actor=user, job=found.job)
    return redirect("web:batch", pk)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_batch(user, pk)
    if found.job is not None:
        jobs.cancel(actor=user, job=found.job)
    return after(request, _("It stops at its next step."), "web:batch", pk)


@require_http_methods(["GET", "POST"])
def classify(request: HttpRequest) -> HttpResponse:
    """Ask a model about the whole archive again: first what it would change."""
    user = actor(request)
    access.require_staff(user)
    models = [(one.pk, f"{one.pk}: {one.get_state_display()}") for one in list_models()]
    form = ClassifyForm(request.POST or None, models=models)
    if request.method == "POST" and form.is_valid():
        plan = Plan(
            kind=BatchKind.CLASSIFICATION,
            selection=Selection(wanted=Wanted()),
            params=form.params,
        )
        return redirect("web:batch", batches.create(actor=user, plan=plan).pk)
    return show(request, "batches/classify.html", {"form": form})


@require_POST
def download(request: HttpRequest) -> StreamingHttpResponse:
    """The chosen originals as one ZIP."""
    form = SelectionForm(request.POST)
    checked(form)
    chosen = downloads.archive(actor=actor(request), selection=form.selection)
    return StreamingHttpResponse(
        chosen,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{downloads.NAME}"'},
    )


def _summary(user: User, batch: Batch, next_page: str = "") -> Summary:
    tally = selectors.tally(user, batch)
    names = {one.project.pk: one.project.name for one in tally.places if one.project}
    if batch.kind == BatchKind.MOVE and batch.params["project"] not in names:
        seen = access.visible_projects(user).filter(pk=batch.params["project"])
        names |= dict(seen.values_list("pk", "name"))
    return Summary(
        batch=batch,
        title=batch_words.title(batch, names),
        tally=tally,
        change=batch_words.would_change(tally),
        foreseen=batch_words.foreseen_lines(tally),
        results=batch_words.result_lines(tally),
        is_working=selectors.is_working(batch),
        failed=batch.job is not None and batch.job.state in RETRIABLE_STATES,
        may_be_applied=selectors.may_be_applied(batch),
        may_be_undone=selectors.may_be_undone(batch),
        next=next_page,
    )
