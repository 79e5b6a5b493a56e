from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from unidoc.ml.holdout import given, stratified, time_ordered

START = datetime(2025, 1, 1, tzinfo=UTC)


@for_all(st.lists(st.sampled_from("abcdefgh"), max_size=120), st.integers(0, 9))
def test_every_class_of_two_is_on_both_sides(labels: list[str], seed: int) -> None:
    keys = [str(number) for number in range(len(labels))]
    split = stratified(labels, keys, seed=seed)
    assert sorted(split.train + split.test) == list(range(len(labels)))
    train = Counter(labels[at] for at in split.train)
    test = Counter(labels[at] for at in split.test)
    for label, count in Counter(labels).items():
        assert train[label] >= 1
        assert test[label] >= (1 if count >= 2 else 0)


def test_the_share_is_kept_in_every_large_class() -> None:
    labels = ["a"] * 4000 + ["b"] * 1000
    split = stratified(labels, [str(n) for n in range(5000)], share=0.2)
    test = Counter(labels[at] for at in split.test)
    assert test["a"] == pytest.approx(800, abs=80)
    assert test["b"] == pytest.approx(200, abs=40)


def test_seed_decides_and_order_does_not() -> None:
    keys = [f"d{number}" for number in range(500)]
    labels = ["a", "b"] * 250
    tested = {keys[at] for at in stratified(labels, keys, seed=1).test}
    backwards = stratified(labels[::-1], keys[::-1], seed=1)
    assert {keys[::-1][at] for at in backwards.test} == tested
    assert {keys[at] for at in stratified(labels, keys, seed=2).test} != tested


def test_documents_keep_their_side_as_the_archive_grows() -> None:
    """A champion never trained on a document that tests its challenger."""
    keys = [f"d{number}" for number in range(2000)]
    labels = ["a", "b", "c", "d"] * 500
    before = stratified(labels[:1000], keys[:1000])
    after = stratified(labels, keys)
    assert set(before.train).isdisjoint(after.test)
    assert set(before.test) <= set(after.test)


def test_later_documents_test_earlier_training() -> None:
    dates = [START + timedelta(days=n) for n in range(200)]
    labels = ["new" if n >= 190 else "ab"[n % 2] for n in range(200)]
    split = time_ordered(labels, dates)
    assert split is not None
    assert max(split.train) < min(split.test)
    assert split.unseen == tuple(range(190, 200))
    assert len(split.test) + len(split.unseen) == pytest.approx(40, abs=1)


def test_documents_without_a_date_train() -> None:
    dates = [None if n % 10 == 0 else START + timedelta(days=n) for n in range(300)]
    split = time_ordered(["a", "b"] * 150, dates)
    assert split is not None
    assert {at for at in range(300) if dates[at] is None} <= set(split.train)


@pytest.mark.parametrize(
    "dates",
    [
        [None] * 200,
        [START] * 200,
        [START + timedelta(days=n) if n % 2 else None for n in range(200)],
        [START + timedelta(days=n) for n in range(20)],
    ],
    ids=["none", "one moment", "half", "few"],
)
def test_dates_that_do_not_allow_it(dates: list[datetime | None]) -> None:
    assert time_ordered(["a"] * len(dates), dates) is None


def test_a_given_split_is_taken_as_it_is() -> None:
    split = given(["train", "test", "train"])
    assert split is not None
    assert (split.train, split.test) == ((0, 2), (1,))
    assert given(["train"] * 3) is None


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="2 labels for 1"):
        stratified(["a", "b"], ["1"])
