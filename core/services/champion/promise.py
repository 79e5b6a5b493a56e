"""Keeping the promise: filing steps down to suggesting when the error budget is broken."""

from django.db import transaction
from django.utils import timezone

from core import access
from core.choices import ModelState
from core.models import TrainedModel, User
from core.selectors.live_truth import audited
from core.services import audit, jobs
from core.services.people import notifications
from unidoc.ml.promise import Evidence, evidence


@transaction.atomic
def check() -> Evidence | None:
    """Hold the champion's audit sample against the budget; pause its filing if broken.

    None when there is nothing to check.
    """
    champions = TrainedModel.objects.select_for_update()
    model = champions.filter(state=ModelState.CHAMPION).first()
    if model is None or model.filing_paused_at is not None:
        return None
    found = evidence(audited(model))
    if found.broken:
        _pause(model, found)
    return found


@transaction.atomic
def resume_filing(*, actor: User, model: TrainedModel) -> TrainedModel:
    """Let a model file again; its audit sample begins anew."""
    access.require_staff(actor)
    model = TrainedModel.objects.select_for_update().get(pk=model.pk)
    if model.filing_paused_at is None:
        return model
    before = model.filing_paused_because
    model.filing_paused_at, model.filing_paused_because = None, {}
    model.filing_resumed_at = timezone.now()
    model.save(
        update_fields=["filing_paused_at", "filing_paused_because", "filing_resumed_at"]
    )
    audit.record(
        actor=actor, action="model.resume-filing", subject=model, before=before
    )
    jobs.ask_about_waiting()
    return model


def _pause(model: TrainedModel, found: Evidence) -> None:
    model.filing_paused_at = timezone.now()
    model.filing_paused_because = {"audited": found.audited, "wrong": found.wrong}
    model.save(update_fields=["filing_paused_at", "filing_paused_because"])
    audit.record(
        actor=None,
        action="model.pause-filing",
        subject=model,
        after=model.filing_paused_because,
    )
    notifications.filing_paused(model)
