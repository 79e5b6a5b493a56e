"""The challenger at work beside the champion, without any effect on a document."""

import logging

from core.choices import Outcome
from core.exceptions import ProductError
from core.models import Decision, Project, ShadowVerdict
from core.services.champion import serving
from core.services.texts.text import EngineText
from unidoc.ml import Prediction

logger = logging.getLogger(__name__)


def observe(decision: Decision, text: EngineText) -> None:
    """Keep what the challenger says where the champion just decided.

    A challenger that cannot be loaded harms nothing: the log says so.
    """
    try:
        with serving.challenger() as served:
            if served is None:
                return
            [prediction] = served.classifier.predict([text.whole])
    except ProductError as error:
        logger.warning("The challenger says nothing: %s", error)
        return
    ShadowVerdict.objects.get_or_create(
        model=served.row, decision=decision, defaults=_said(prediction)
    )


def _said(prediction: Prediction) -> dict[str, object]:
    best = prediction.candidates[0].label
    project = Project.objects.filter(key=best, is_archived=False).first()
    outcome = Outcome(prediction.outcome) if project else Outcome.UNKNOWN
    return {
        "outcome": outcome,
        "project": project,
        "probability": prediction.probability,
    }
