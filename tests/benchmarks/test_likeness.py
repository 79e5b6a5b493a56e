"""The benchmark of likeness: its copies are copies, and it counts what it says."""

import random

import pytest

from benchmarks.likeness import EDITS, Trial, edited, sample_versions, trial
from core.minhash import similarity, take

TEXT = " ".join(f"word{number} of paragraph {number // 9}" for number in range(60))
OTHER = " ".join(f"thing{number}" for number in range(200))


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_changes_the_text_and_leaves_most_of_it(edit: object) -> None:
    words = edit(random.Random(3), TEXT.split(), OTHER.split())  # type: ignore[operator]
    assert words != TEXT.split()
    assert 0.8 < len(words) / len(TEXT.split()) < 1.2


def test_copies_are_found_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(1)
    texts = [" ".join(dice.choices(OTHER.split(), k=120)) for _ in range(40)]
    trial("made", texts, 20, dice).report()
    said = capsys.readouterr().out
    assert "20 stored, 20 copies and 20 others came" in said
    assert "precision 1.000" in said


def test_the_sample_archive_meets_what_is_promised(
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = sample_versions(60, random.Random(0))
    few = [one for one in whole.came if one[1] is None or one[1] < 120]
    Trial(whole.name, whole.stored[:120], few).report()
    said = capsys.readouterr().out.partition("precision ")[2]
    precision, recall = said.partition(";")[0].split(", recall ")
    assert float(precision) >= 0.9
    assert float(recall) >= 0.9


def test_an_estimate_is_near_the_truth() -> None:
    copy = edited(random.Random(2), TEXT, OTHER)
    pairs = [set(zip(t.split(), t.split()[1:], strict=False)) for t in (TEXT, copy)]
    truth = len(pairs[0] & pairs[1]) / len(pairs[0] | pairs[1])
    found = similarity(take(TEXT).signature, take(copy).signature)
    assert abs(found - truth) < 0.15
