"""Choosing the model that serves. Our database says which; MLflow's alias follows."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from core import access
from core.choices import ModelState
from core.models import TrainedModel, User
from core.services import audit, jobs
from unidoc.ml.registry import Registry

CHAMPION_ALIAS = "champion"


@transaction.atomic
def promote(*, actor: User, model: TrainedModel) -> TrainedModel:
    """Make ``model`` the champion; the one before it retires and can be promoted again."""
    access.require_staff(actor)
    models = TrainedModel.objects.select_for_update()
    before = models.filter(state=ModelState.CHAMPION).first()
    model = models.get(pk=model.pk)
    if before == model:
        return model
    if before is not None:
        before.state = ModelState.RETIRED
        before.save(update_fields=["state"])
    model.state = ModelState.CHAMPION
    model.promoted_at = timezone.now()
    model.save(update_fields=["state", "promoted_at"])
    audit.record(
        actor=actor,
        action="model.promote",
        subject=model,
        before={"champion": before.pk if before else None},
        after={"champion": model.pk, "digest": model.digest},
    )
    # With MLflow down the model serves all the same; a worker moves the alias later.
    app.configure_task("core.mirror_champion", queue="housekeeping").defer()
    jobs.ask_about_waiting()
    return model


def mirror(registry: Registry) -> None:
    """Point MLflow's alias at our champion. Raises ``RegistryError`` when it cannot."""
    champion = TrainedModel.objects.filter(state=ModelState.CHAMPION).first()
    if champion is None or not champion.mlflow_version:
        return
    if registry.get_alias(CHAMPION_ALIAS) != champion.mlflow_version:
        registry.set_alias(CHAMPION_ALIAS, champion.mlflow_version)
