"""Models: which one serves, how good each is, training and promoting."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import access
from core.models import Job, Project, TrainedModel
from core.selectors import model_page
from core.selectors.model_page import Lineup, Readiness
from core.selectors.models import missing_for_training
from core.services import jobs, model_reports, promotion, training
from core.services.suspects import doubts
from core.web.charts import History, history
from core.web.pages import actor, after, show


@dataclass(frozen=True, slots=True)
class ModelsPage:
    lineup: Lineup
    history: History | None
    training: Job | None
    readiness: list[Readiness]
    missing: str


@require_GET
def models(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    lineup = model_page.lineup()
    page = ModelsPage(
        lineup=lineup,
        history=history(lineup.over_time),
        training=model_page.last_training(user),
        readiness=model_page.readiness(user),
        missing="" if lineup.champion else missing_for_training(),
    )
    return show(request, "models/list.html", page)


@dataclass(frozen=True, slots=True)
class ModelPage:
    model: TrainedModel
    shown: model_reports.Shown
    projects: dict[str, Project]
    mlflow: str


@require_GET
def model(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    found = access.access_model(user, pk)
    page = ModelPage(
        model=found,
        shown=model_reports.shown(user, found),
        projects=model_page.project_names(user),
        mlflow=settings.MLFLOW_TRACKING_URI if user.is_staff else "",
    )
    return show(request, "models/detail.html", page)


@require_GET
def suspects(request: HttpRequest) -> HttpResponse:
    """Placements that the champion doubts, each with its two answers."""
    return show(request, "models/suspects.html", doubts(actor(request)))


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
