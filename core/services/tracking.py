"""The door to MLflow as the product uses it: it may be away, and that is no drama."""

from django.conf import settings
from django.utils.translation import gettext as _

from core.exceptions import Unavailable
from unidoc.ml.registry import Registry, RegistryError

# A health check must not wait for a server that hangs.
GLANCE = 1


class MLflowAway(Unavailable):
    """MLflow does not answer; what needs it can be tried again later."""

    code = "mlflow-away"


def registry() -> Registry:
    """The door to MLflow. Raises :class:`MLflowAway` when nobody answers behind it."""
    door = Registry(settings.MLFLOW_TRACKING_URI)
    try:
        door.ping()
    except RegistryError as error:
        raise MLflowAway(
            _("MLflow at {address} does not answer. Start it, then try again.").format(
                address=settings.MLFLOW_TRACKING_URI
            )
        ) from error
    return door


def mlflow_answers() -> bool:
    """Whether MLflow answers at once."""
    try:
        Registry(settings.MLFLOW_TRACKING_URI, timeout=GLANCE).ping()
    except (RegistryError, ValueError):
        return False
    return True
