"""The champion, in memory: each process keeps the model that the database says serves.

The row is asked for at every use, so a promotion counts everywhere at once; the file is
loaded only when the digest is new to this process.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from core.choices import ModelState
from core.exceptions import BUCKET_FAILURES, Unavailable
from core.models import TrainedModel
from core.selectors.models import list_models, missing_for_training
from core.services.champion import model_files
from core.services.champion.corrections import Replay, catch_up
from unidoc.ml import Classifier

# A classifier that learns must not be asked at the same moment.
_turn = threading.RLock()
# By their state: a champion, and in workers a challenger.
_loaded: dict[str, "Served"] = {}


@dataclass(frozen=True, slots=True)
class Served:
    """A trained model, the classifier that its file holds, and what that learnt since."""

    row: TrainedModel
    classifier: Classifier
    replay: Replay = field(default_factory=Replay)


class NoModelYet(Unavailable):
    """There is no champion; the message says what is missing."""

    code = "no-model"


@contextmanager
def champion() -> Iterator[Served]:
    """The model that serves, with every answer since its training; one thread at a time.

    Raises :class:`NoModelYet` or :class:`ModelDamaged`.
    """
    row = _row(ModelState.CHAMPION)
    if row is None:
        raise NoModelYet(no_model_text())
    with _turn:
        yield _ready(row)


@contextmanager
def challenger() -> Iterator[Served | None]:
    """The challenger, as ready as the champion; None when there is none."""
    row = _row(ModelState.CHALLENGER)
    with _turn:
        if row is None:
            _loaded.pop(ModelState.CHALLENGER, None)
        yield None if row is None else _ready(row)


def champion_state() -> Literal["ok", "failed", "missing", "away"]:
    """Whether this process serves, or could: ``away`` when the storage cannot tell.

    For whoever asks often: nothing is loaded.
    """
    row = _row(ModelState.CHAMPION)
    if row is None:
        return "missing"
    kept = _loaded.get(row.state)
    if kept is not None and kept.row.digest == row.digest:
        return "ok"
    try:
        return "ok" if model_files.seems_sound(row.digest) else "failed"
    except BUCKET_FAILURES:
        return "away"


def copy_of(row: TrainedModel) -> Served:
    """Any model, up to date, as the caller's own: nothing else is learnt while it is used.

    Raises :class:`ModelDamaged`.
    """
    served = Served(row, model_files.load(row.digest))
    catch_up(served.classifier, row, served.replay)
    return served


def no_model_text() -> str:
    """Why there is no model, and what to do about it."""
    next_step = missing_for_training() or _("Train one: there are enough documents.")
    return " ".join([_("There is no trained model yet."), next_step])


def _row(state: ModelState) -> TrainedModel | None:
    return list_models().filter(state=state).first()


def _ready(row: TrainedModel) -> Served:
    """A model from this process's memory, or from the artifact storage, up to date."""
    kept = _loaded.get(row.state)
    if kept is None or kept.row.digest != row.digest:
        _loaded.pop(row.state, None)  # free the old one first: they are large
        kept = Served(row, model_files.load(row.digest))
        _spare_the_collector()
    served = Served(row, kept.classifier, kept.replay)
    _loaded[row.state] = served
    catch_up(served.classifier, row, served.replay)
    return served


def _spare_the_collector() -> None:
    """Let garbage collection pass over what is in memory now, and mostly stays.

    An explanation makes an object for each word; each pass that these bring about would look
    through the whole process again, which took two thirds of the time of an explanation.
    """
    gc.unfreeze()  # what an earlier model left behind may go
    gc.freeze()
