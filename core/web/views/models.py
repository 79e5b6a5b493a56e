"""Models: which one serves, how good each is, training and promoting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import access
from core.choices import Role
from core.models import DriftLook, Job, Project, TrainedModel
from core.selectors import model_page
from core.selectors.drift import looks
from core.selectors.live_truth import Sample, sample_of
from core.selectors.model_page import Lineup, Readiness
from core.selectors.models import missing_for_training, paused_text
from core.selectors.side_by_side import SideBySide, shown_gate, side_by_side
from core.services import jobs
from core.services.champion import contradictions
from core.services.champion.contradictions import Pair
from core.services.champion.suspects import Doubt, doubts
from core.services.trainings import model_reports, promotion, training
from core.services.trainings.tracking import run_address
from core.web.charts import Course, courses
from core.web.pages import actor, after, show


@dataclass(frozen=True, slots=True)
class ModelsPage:
    lineup: Lineup
    pair: SideBySide | None
    projects: dict[str, Project]
    paused: str
    sample: Sample | None
    look: DriftLook | None
    courses: list[Course]
    training: Job | None
    readiness: list[Readiness]
    missing: str


@require_GET
def models(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    lineup = model_page.lineup()
    champion = lineup.champion
    ready = model_page.readiness(user)
    page = ModelsPage(
        lineup=lineup,
        pair=side_by_side(user, lineup),
        paused=paused_text(champion) if champion else "",
        sample=sample_of(champion) if champion else None,
        look=looks().first(),
        courses=courses(lineup.over_time),
        training=model_page.last_training(user),
        readiness=ready,
        projects={one.project.key: one.project for one in ready},
        missing="" if champion else missing_for_training(),
    )
    return show(request, "models/list.html", page)


@dataclass(frozen=True, slots=True)
class ModelPage:
    model: TrainedModel
    shown: model_reports.Shown
    projects: dict[str, Project]
    mlflow: str
    gate: Mapping[str, Any]


@require_GET
def model(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_model(user, pk)
    page = ModelPage(
        model=found,
        shown=model_reports.shown(user, found),
        projects=model_page.project_names(user),
        mlflow=run_address(found) if user.is_staff else "",
        gate=shown_gate(user, found),
    )
    return show(request, "models/detail.html", page)


@dataclass(frozen=True, slots=True)
class SuspectsPage:
    doubts: list[Doubt]
    pairs: list[Pair]


@require_GET
def suspects(request: HttpRequest) -> HttpResponse:
    """Placements that the champion doubts, and near copies in two projects."""
    user = actor(request)
    page = SuspectsPage(doubts=doubts(user), pairs=contradictions.contradictions(user))
    return show(request, "models/suspects.html", page)


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Two near copies: both belong to one project, or each is right where it is."""
    user = actor(request)
    first, second = (
        access.access_document(user, request.POST.get(name, ""), Role.EDITOR)
        for name in ("first", "second")
    )
    wanted = request.POST.get("project", "")
    project = access.access_project(user, wanted) if wanted else None
    contradictions.settle(actor=user, first=first, second=second, project=project)
    message = (
        _("Both are in %(project)s now.") % {"project": project.name}
        if project
        else _("Noted: both are right.")
    )
    return after(request, message, "web:suspects")


@require_POST
def train(request: HttpRequest) -> HttpResponse:
    training.request_training(actor=actor(request))
    return after(request, _("Training begins."), "web:models")


@require_GET
def training_state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a training is; at its end the page is asked to load anew."""
    job = access.access_job(actor(request), pk)
    response = show(request, "models/_training.html", job)
    if job.finished_at is not None:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    jobs.cancel(actor=user, job=access.access_job(user, pk))
    return after(request, _("The training stops at its next step."), "web:models")


@require_POST
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    promoted = promotion.promote(actor=user, model=access.access_model(user, pk))
    message = _("Model %(number)d serves now.") % {"number": promoted.pk}
    return after(request, message, "web:models")
