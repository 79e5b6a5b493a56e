"""A model at work: live truth, drift, the documents behind its figures, filing again."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core import access
from core.models import DriftLook, Project, TestedDocument, TrainedModel
from core.selectors import live_truth, model_page, tested
from core.selectors.drift import ShownLook, looks, shown_look
from core.selectors.live_truth import Sample, Week
from core.selectors.models import champion, paused_text
from core.selectors.tested import Asked
from core.services.champion import promise
from core.services.champion.held_back import HeldBack, held_back
from core.web.live_chart import LiveChart, live_chart
from core.web.pages import actor, after, page_of, show, typed

LOOKS = 12
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LiveTruthPage:
    model: TrainedModel | None
    paused: str
    sample: Sample | None
    weeks: list[Week]
    chart: LiveChart | None


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """How right the machine is on live documents, week by week, against the budget."""
    actor(request)
    model = champion()
    weeks = live_truth.weeks(timezone.now() - live_truth.HALF_A_YEAR)
    page = LiveTruthPage(
        model=model,
        paused=paused_text(model) if model else "",
        sample=live_truth.sample_of(model) if model else None,
        weeks=weeks[::-1],
        chart=live_chart(weeks),
    )
    return show(request, "models/live.html", page)


@dataclass(frozen=True, slots=True)
class DriftPage:
    model: TrainedModel | None
    last: ShownLook | None
    alarm: ShownLook | None
    looks: list[DriftLook]


@require_GET
def drift(request: HttpRequest) -> HttpResponse:
    """What is watched, the last look, and what drives the last alarm."""
    user = actor(request)
    found = list(looks()[:LOOKS])
    alarm = next((look for look in found if look.alarm), None)
    page = DriftPage(
        model=champion(),
        last=shown_look(user, found[0]) if found else None,
        alarm=shown_look(user, alarm) if alarm else None,
        looks=found,
    )
    return show(request, "models/drift.html", page)


@dataclass(frozen=True, slots=True)
class TestedPage:
    model: TrainedModel
    asked: Asked
    rows: Page[TestedDocument]
    kept: bool
    projects: dict[str, Project]


@require_GET
def tested_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """The held-out documents behind a figure: `?true=` and `?said=` are project keys."""
    user = actor(request)
    model = access.access_model(user, pk)
    asked = Asked(
        truth=typed(request.GET, "true", 64),
        said=typed(request.GET, "said", 64),
        wrong="wrong" in request.GET,
    )
    rows = tested.tested_documents(user, model, asked)
    page = TestedPage(
        model=model,
        asked=asked,
        rows=page_of(request, rows, ON_A_PAGE),
        kept=tested.keeps_documents(model),
        projects=model_page.project_names(user),
    )
    return show(request, "models/tested.html", page)


@dataclass(frozen=True, slots=True)
class ResumePage:
    model: TrainedModel
    paused: str
    held_back: list[HeldBack]


@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a model file again; first, what it would file."""
    user = actor(request)
    model = access.access_model(user, pk)
    access.require_staff(user)
    if request.method == "POST":
        promise.resume_filing(actor=user, model=model)
        message = _("It files by itself again. What was held back is asked again.")
        return after(request, message, "web:live-truth")
    page = ResumePage(model, paused_text(model), held_back(model))
    return show(request, "models/resume.html", page)
