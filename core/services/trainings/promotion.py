"""Choosing the model that serves. Our database says which; MLflow's aliases follow."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import access
from core.choices import ModelState
from core.exceptions import Conflict
from core.models import TrainedModel, User
from core.selectors.models import champion
from core.services import audit, jobs, locks, work_queue
from core.services.champion import model_files
from core.services.trainings.gate import Judged
from unidoc.ml.registry import Registry

# Whoever changes which model serves sees what the one before left.
LOCK = "promotion"
MIRRORED = (ModelState.CHAMPION, ModelState.CHALLENGER)


@transaction.atomic
def promote(*, actor: User, model: TrainedModel) -> TrainedModel:
    """Make ``model`` the champion; the one before it retires and can be promoted again."""
    access.require_staff(actor)
    locks.take_turns(LOCK)
    return _enthrone(actor, model, "model.promote", before_becomes=ModelState.RETIRED)


@transaction.atomic
def roll_back(*, actor: User) -> TrainedModel:
    """Give the place back to the champion before; what served is a candidate again.

    So a second roll back goes one step further back. Raises :class:`Conflict` when no
    other model has served.
    """
    access.require_staff(actor)
    locks.take_turns(LOCK)
    retired = TrainedModel.objects.filter(state=ModelState.RETIRED)
    before = retired.exclude(promoted_at=None).order_by("-promoted_at").first()
    if before is None:
        raise Conflict(
            _("No other model has served before this one."), code="nothing-to-roll-back"
        )
    return _enthrone(
        actor, before, "model.roll-back", before_becomes=ModelState.CANDIDATE
    )


@transaction.atomic
def place(*, actor: User, model: TrainedModel, judged: Judged | None) -> None:
    """Give a new model the state that its trial earned, and put the trial on record.

    The first model serves, and so does the first one after a champion that cannot be loaded
    any more. Others become the challenger when they pass the gate, or serve at once where the
    team turned that on.
    """
    locks.take_turns(LOCK)
    serves = champion()
    if serves is None or (serves != model and not model_files.is_sound(serves)):
        promote(actor=actor, model=model)
    elif judged is not None and serves != model:
        _record(actor, model, judged)
        if judged.verdict.passed and judged.champion == serves:
            if settings.MODEL_AUTO_PROMOTE:
                promote(actor=actor, model=model)
            else:
                _challenge(actor, model)


def mirror(registry: Registry) -> None:
    """Point MLflow's aliases at our models. Raises ``RegistryError`` when it cannot."""
    for state in MIRRORED:
        model = TrainedModel.objects.filter(state=state).first()
        version = model.mlflow_version if model else ""
        if registry.get_alias(state.value) == (version or None):
            continue
        if version:
            registry.set_alias(state.value, version)
        elif model is None:
            registry.delete_alias(state.value)


def mirror_later() -> None:
    """Have a worker move the aliases; with MLflow down it tries again."""
    work_queue.task("mirror_champion", queue="housekeeping").defer()


def _enthrone(
    actor: User, model: TrainedModel, action: str, *, before_becomes: ModelState
) -> TrainedModel:
    models = TrainedModel.objects.select_for_update()
    before = models.filter(state=ModelState.CHAMPION).first()
    model = models.get(pk=model.pk)
    if before == model:
        return model
    if before is not None:
        _set_state(before, before_becomes)
    model.promoted_at = timezone.now()
    model.save(update_fields=["promoted_at"])
    _set_state(model, ModelState.CHAMPION)
    audit.record(
        actor=actor,
        action=action,
        subject=model,
        before={"champion": before.pk if before else None},
        after={"champion": model.pk, "digest": model.digest},
    )
    mirror_later()
    jobs.ask_about_waiting()
    return model


def _challenge(actor: User, model: TrainedModel) -> None:
    """One challenger at a time: the newest that passed."""
    models = TrainedModel.objects.select_for_update()
    before = models.filter(state=ModelState.CHALLENGER).exclude(pk=model.pk).first()
    if before is not None:
        _set_state(before, ModelState.CANDIDATE)
    _set_state(model, ModelState.CHALLENGER)
    audit.record(
        actor=actor,
        action="model.challenge",
        subject=model,
        before={"challenger": before.pk if before else None},
        after={"challenger": model.pk, "digest": model.digest},
    )
    mirror_later()


def _record(actor: User, model: TrainedModel, judged: Judged) -> None:
    model.gate = judged.as_evidence()
    model.save(update_fields=["gate"])
    audit.record(actor=actor, action="model.judge", subject=model, after=model.gate)


def _set_state(model: TrainedModel, state: ModelState) -> None:
    model.state = state
    model.save(update_fields=["state"])
