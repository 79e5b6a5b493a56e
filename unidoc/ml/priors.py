"""How common a class is: what balanced training leaves out.

Balanced, a linear model takes each class for as likely as any other before a word is
read. That is right where texts say enough. A title of three words says little: then the
rare classes answer too often, and how common each one is helps, too. So margins move by
a weight of its logarithm, the logit adjustment of Menon et al. (ICLR 2021) the other
way round. Out-of-fold margins choose the weight; it is 0 unless they show a gain. A
class with few documents beside much larger ones may be a new one, of which the
archive's past says nothing: the larger its small class's vote, the less it is lowered.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unidoc.ml.small_classes import fading

# In margins, per e-fold of documents; from small to large.
_WEIGHTS = (0.02, 0.04, 0.08, 0.16, 0.32, 0.64)
# Of answers that turn right or wrong by chance, half turn right: so many standard
# deviations more must do so (McNemar's test).
_SIGNIFICANT = 2.0


def prior_offsets(
    margins: NDArray[np.float32], classes: NDArray[np.int32]
) -> NDArray[np.float32]:
    """What to add to the margins of each class, float32.

    Args:
        margins: out of fold, documents x classes.
        classes: of the documents.

    """
    common = _how_common(np.bincount(classes, minlength=margins.shape[1]))
    before = margins.argmax(axis=1) == classes
    right = int(np.count_nonzero(before))
    chosen, most = 0.0, 0
    for weight in _WEIGHTS:
        now = (margins + np.float32(weight) * common).argmax(axis=1) == classes
        gained = int(np.count_nonzero(now)) - right
        by_chance = _SIGNIFICANT * float(np.sqrt(np.count_nonzero(now != before)))
        if gained < -by_chance:
            break  # and larger weights only more so
        if gained > max(most, by_chance):
            chosen, most = weight, gained
    return np.float32(chosen) * common


def _how_common(counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """The logarithm of each class's size in units of the median, less for new ones."""
    common = np.log(np.maximum(counts, 1) / np.median(counts))
    rare = common < 0
    common[rare] *= 1 - fading(counts)[rare]
    return common.astype(np.float32)
