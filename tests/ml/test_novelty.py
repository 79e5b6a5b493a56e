"""Documents of a class never seen go to a person."""

from __future__ import annotations

import random

import numpy as np

from tests.ml.archive import archive, document
from unidoc.ml import Classifier
from unidoc.ml.novelty import Typicality, gaps


def test_a_class_never_seen_is_not_filed() -> None:
    texts, labels = archive(100)
    known = [i for i, label in enumerate(labels) if label != "people"]
    model = Classifier(0.05).fit([texts[i] for i in known], [labels[i] for i in known])
    rng = random.Random(3)
    strangers = [document("people", rng) for _ in range(60)]
    familiar = [document("finance", rng) for _ in range(60)]
    filed = [
        np.mean([p.outcome == "filed" for p in model.predict(some)])
        for some in (strangers, familiar)
    ]
    assert filed[0] < 0.1
    assert filed[1] > 0.6


def test_the_score_is_the_gap_where_a_document_is_typical() -> None:
    rng = np.random.Generator(np.random.PCG64(0))  # whatever seeds the global one
    classes = rng.integers(0, 5, 2000).astype(np.int32)
    margins = rng.normal(-1, 0.2, (2000, 5)).astype(np.float32)
    margins[np.arange(2000), classes] += 1.5
    typicality = Typicality.fit(margins, classes)
    scores, gap = typicality.scores(margins), gaps(margins)
    assert (scores <= gap).all()
    assert 0.5 < np.mean(scores == gap) < 1
    loose, strict = np.quantile(gap, [0.0, 0.5])
    assert np.mean(scores[gap >= loose] >= loose) > 0.92
    assert np.mean(scores[gap >= strict] >= strict) > 0.85
    assert np.mean(typicality.of(margins) < typicality.floor) < 0.05
