"""Testing the champion on documents that were kept out of every training."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exceptions import Unavailable
from core.selectors.training_set import training_set
from core.services.champion import serving
from core.services.trainings import snapshots
from core.services.trainings.learning import Watch, report_of
from unidoc.ml.report import Report


class NothingHeldOut(Unavailable):
    """No document is held out, so there is nothing to test on."""

    code = "nothing-held-out"


def evaluate_champion(*, watch: Watch) -> Report:
    """The champion's report on the held-out documents. Raises :class:`NothingHeldOut`."""
    watch("read", 0.1)
    examples = training_set(timezone.now()).examples
    rows = [snapshots.row_of(one) for one in examples if one.is_held_out]
    if not rows:
        raise NothingHeldOut(
            _(
                "No document is held out. Import a corpus with a column “split”, some rows “test”."
            )
        )
    watch("classify", 0.4)
    with serving.champion() as served:
        return report_of(rows, served.classifier.predict([row.text for row in rows]))
