"""Unknown documents that look alike are proposed as a new project."""

from __future__ import annotations

import random

from tests.ml.archive import archive
from unidoc.ml import propose_groups

GEOLOGY = "скважина бурение керн пласт дебит каротаж"
GARDEN = "orchard pruning seedling compost greenhouse harvest"


def documents(words: str, count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    common = "и в на the of report отчет дата"
    return [
        " ".join(rng.choices(words.split(), k=12) + rng.choices(common.split(), k=6))
        for _ in range(count)
    ]


def test_documents_that_look_alike_are_a_group() -> None:
    geology, garden = documents(GEOLOGY, 12, 1), documents(GARDEN, 6, 2)
    loners = ["совсем другое письмо", "nothing to see", "", "и в на"]
    groups = propose_groups([*geology, *loners, *garden])
    assert [len(group.members) for group in groups] == [12, 6]
    assert groups[0].members == tuple(range(12))
    assert set(GEOLOGY.split()) <= set(groups[0].terms)
    assert set(GARDEN.split()) <= set(groups[1].terms)
    assert all(0.15 < group.cohesion <= 1 for group in groups)


def test_too_few_texts_make_no_group() -> None:
    assert propose_groups([]) == []
    assert propose_groups(["one text"]) == []
    assert propose_groups(documents(GEOLOGY, 4, 3), min_size=5) == []


def test_the_proposal_is_repeatable() -> None:
    texts = archive(10)[0]
    assert propose_groups(texts) == propose_groups(texts)
