"""Wrong labels and contradictions in the training data."""

from __future__ import annotations

import random

from tests.ml.archive import archive
from unidoc.ml import Classifier


def test_flipped_labels_are_found_first() -> None:
    texts, labels = archive(60)
    rng = random.Random(0)
    flipped = set(rng.sample(range(len(texts)), 8))
    names = sorted(set(labels))
    given = [
        rng.choice([n for n in names if n != label]) if i in flipped else label
        for i, label in enumerate(labels)
    ]
    model = Classifier().fit(texts, given, ids=[f"doc-{i}" for i in range(len(texts))])
    suspects = model.suspects(limit=10)
    assert (
        len({suspect.id for suspect in suspects} & {f"doc-{i}" for i in flipped}) >= 7
    )
    margins = [suspect.margin for suspect in suspects]
    assert margins == sorted(margins)
    assert all(suspect.label != suspect.suggested for suspect in suspects)


def test_near_copies_with_two_labels_are_contradictions() -> None:
    texts, labels = archive(20)
    labels[0] = "contracts"
    copy = texts[0].upper() + " 17"
    model = Classifier().fit([*texts, copy], [*labels, "people"])
    found = model.contradictions()
    assert [(pair.first.id, pair.second.id) for pair in found] == [("0", "80")]
    assert (found[0].first.label, found[0].second.label) == ("contracts", "people")
    assert found[0].first.similarity > 0.95


def test_the_nearest_precedents_come_first(trained: Classifier) -> None:
    text = archive(60)[0][3]
    nearest = trained.nearest(text, k=5)
    assert nearest[0].id == "3"
    similar = [precedent.similarity for precedent in nearest]
    assert similar == sorted(similar, reverse=True)
    assert trained.nearest("") == []
